--liquibase formatted sql

--changeset eligo:fixed-search-path splitStatements:false rollbackSplitStatements:false
-- What stands in Eligo's schema is meant, whatever the session that fires a trigger or asks a view has in its search_path: a worker
-- of logical replication has nothing there, and a stranger's schema may hold an outbox_event of its own. Nor may "$user" stand there.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
ALTER FUNCTION keep_merchant_identity() SET search_path FROM CURRENT;
ALTER FUNCTION keep_offer_identity() SET search_path FROM CURRENT;
ALTER FUNCTION refresh_offers(uuid[]) SET search_path FROM CURRENT;
ALTER FUNCTION refresh_outlets(uuid[]) SET search_path FROM CURRENT;
ALTER FUNCTION place_programs(uuid[]) SET search_path FROM CURRENT;
ALTER FUNCTION repair_sql_face() SET search_path FROM CURRENT;
ALTER FUNCTION copy_broad_offerings() SET search_path FROM CURRENT;
ALTER FUNCTION capture_customer_types() SET search_path FROM CURRENT;
-- Bodies that are bound when they are created need no search_path, and may still be inlined.
CREATE OR REPLACE FUNCTION eligo_now() RETURNS timestamptz LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('eligo.now', true), '')::timestamptz, now());
CREATE OR REPLACE FUNCTION database_life() RETURNS text LANGUAGE sql STABLE
RETURN extract(epoch FROM pg_postmaster_start_time()) || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database());
CREATE OR REPLACE FUNCTION open_cache_namespace() RETURNS text LANGUAGE sql STABLE
RETURN (SELECT number || ' ' || servers FROM cache_namespace WHERE servers IS NOT NULL AND opened_in = database_life());
CREATE OR REPLACE FUNCTION outbox_pending() RETURNS bigint LANGUAGE sql STABLE
RETURN (SELECT count(*) FROM outbox_event WHERE parked_at IS NULL);
CREATE OR REPLACE FUNCTION is_targeted(audience text[]) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN audience && ARRAY['New', 'Infrequent', 'Occasional', 'Regular', 'Vip'] AND NOT 'All' = ANY (audience)
    AND NOT audience @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'];
--rollback ALTER FUNCTION keep_merchant_identity() RESET search_path;
--rollback ALTER FUNCTION keep_offer_identity() RESET search_path;
--rollback ALTER FUNCTION refresh_offers(uuid[]) RESET search_path;
--rollback ALTER FUNCTION refresh_outlets(uuid[]) RESET search_path;
--rollback ALTER FUNCTION place_programs(uuid[]) RESET search_path;
--rollback ALTER FUNCTION repair_sql_face() RESET search_path;
--rollback ALTER FUNCTION copy_broad_offerings() RESET search_path;
--rollback ALTER FUNCTION capture_customer_types() RESET search_path;
--rollback CREATE OR REPLACE FUNCTION eligo_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
--rollback     SELECT coalesce(nullif(current_setting('eligo.now', true), '')::timestamptz, now())
--rollback $$;
--rollback CREATE OR REPLACE FUNCTION database_life() RETURNS text LANGUAGE sql STABLE AS
--rollback     'SELECT extract(epoch FROM pg_postmaster_start_time()) || '' '' || (SELECT oid FROM pg_database WHERE datname = current_database())';
--rollback CREATE OR REPLACE FUNCTION open_cache_namespace() RETURNS text LANGUAGE sql STABLE AS
--rollback     'SELECT number || '' '' || servers FROM cache_namespace WHERE servers IS NOT NULL AND opened_in = database_life()';
--rollback CREATE OR REPLACE FUNCTION outbox_pending() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM outbox_event WHERE parked_at IS NULL';
--rollback CREATE OR REPLACE FUNCTION is_targeted(audience text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
--rollback     SELECT audience && ARRAY['New', 'Infrequent', 'Occasional', 'Regular', 'Vip'] AND NOT 'All' = ANY (audience)
--rollback        AND NOT audience @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']
--rollback $$;

--changeset eligo:state-without-parents splitStatements:false rollbackSplitStatements:false
-- Under session_replication_role = replica no foreign key is checked: a child may come before its parent, and stay behind it.
-- An offer whose merchant is not there keeps its state, for when it comes; it has no open outlet until then.
CREATE OR REPLACE VIEW offer_facts AS
SELECT c.id, c.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::smallint AS min_level,
       coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
       coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' AND c.used_cashback_budget < c.net_cashback_budget
           AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id
                       AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_open
FROM cashback_configuration c
LEFT JOIN merchant m ON m.id = c.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (c.eligible_customer_types)
    OR c.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(broad_all)
UNION ALL
SELECT e.id, e.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (e.eligible_customer_types), NULL, e.start_date, e.end_date,
       coalesce(e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' AND e.used_offer_budget < e.net_offer_budget, false)
FROM exclusive_offer e
LEFT JOIN merchant m ON m.id = e.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (e.eligible_customer_types)
    OR e.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(broad_all)
UNION ALL
SELECT l.id, l.merchant_id, m.merchant_no, coalesce(t.min_level = 0 AND l.merchant_id IS NOT NULL, false), false, t.min_level, '-infinity', 'infinity',
       coalesce(l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved'
           AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit)
           AND t.min_level IS NOT NULL
           AND EXISTS (SELECT FROM loyalty_reward r WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved'), false)
FROM loyalty_program l
LEFT JOIN merchant m ON m.id = l.merchant_id
CROSS JOIN LATERAL (
    SELECT (min(array_position(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'], t.min_customer_type)) - 1)::smallint AS min_level
    FROM loyalty_tier t
    WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved') AS t;
--rollback CREATE OR REPLACE VIEW offer_facts AS
--rollback SELECT c.id, c.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::smallint AS min_level,
--rollback        coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
--rollback        coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' AND c.used_cashback_budget < c.net_cashback_budget
--rollback            AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id
--rollback                        AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_open
--rollback FROM cashback_configuration c
--rollback JOIN merchant m ON m.id = c.merchant_id
--rollback CROSS JOIN LATERAL (SELECT 'All' = ANY (c.eligible_customer_types)
--rollback     OR c.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(broad_all)
--rollback UNION ALL
--rollback SELECT e.id, e.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (e.eligible_customer_types), NULL, e.start_date, e.end_date,
--rollback        coalesce(e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' AND e.used_offer_budget < e.net_offer_budget, false)
--rollback FROM exclusive_offer e
--rollback LEFT JOIN merchant m ON m.id = e.merchant_id
--rollback CROSS JOIN LATERAL (SELECT 'All' = ANY (e.eligible_customer_types)
--rollback     OR e.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(broad_all)
--rollback UNION ALL
--rollback SELECT l.id, l.merchant_id, m.merchant_no, coalesce(t.min_level = 0 AND l.merchant_id IS NOT NULL, false), false, t.min_level, '-infinity', 'infinity',
--rollback        coalesce(l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved'
--rollback            AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit)
--rollback            AND t.min_level IS NOT NULL
--rollback            AND EXISTS (SELECT FROM loyalty_reward r WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved'), false)
--rollback FROM loyalty_program l
--rollback LEFT JOIN merchant m ON m.id = l.merchant_id
--rollback CROSS JOIN LATERAL (
--rollback     SELECT (min(array_position(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'], t.min_customer_type)) - 1)::smallint AS min_level
--rollback     FROM loyalty_tier t
--rollback     WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved') AS t;

--changeset eligo:capture-of-statements splitStatements:false rollbackSplitStatements:false
-- The functions of statement triggers. Those of row triggers are made from their text, below: each transition table has an alias
-- wherever it stands, and there is one RETURN.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
CREATE OR REPLACE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        BEGIN
            INSERT INTO offer (id, offer_type, offer_no) SELECT a.id, TG_ARGV[0], a.offer_no FROM added a;
        EXCEPTION WHEN unique_violation THEN
            RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
                USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, DETAIL = SQLERRM;
        END;
        ids := ARRAY(SELECT a.id FROM added a);
        PERFORM refresh_offers(ids);
        IF current_setting('session_replication_role') = 'replica' THEN
            INSERT INTO offering SELECT f.* FROM offering_facts f WHERE f.offer_id = ANY (ids) AND f.offer_type <> 'Loyalty'
            ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Foreign keys take the offerings of an offer away with it, but not under session_replication_role = replica.
CREATE OR REPLACE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM offer WHERE offer_type = TG_ARGV[0];
        DELETE FROM offering WHERE offer_type = TG_ARGV[0];
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM offer o USING removed r WHERE o.id = r.id AND o.offer_type = TG_ARGV[0];
        DELETE FROM offering l USING removed r WHERE l.offer_id = r.id AND l.offer_type = TG_ARGV[0];
    END IF;
    RETURN NULL;
END $$;

-- Spending that stays within the budget changes no state, and neither do names.
CREATE OR REPLACE FUNCTION refresh_updated_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE moved uuid[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'cashback_configuration' THEN
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_cashback_budget < a.net_cashback_budget)
                IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_cashback_budget < b.net_cashback_budget));
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'exclusive_offer' THEN
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_offer_budget < a.net_offer_budget)
                IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_offer_budget < b.net_offer_budget));
    ELSIF TG_OP = 'UPDATE' THEN
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.is_active, a.deleted_at IS NULL, a.review_status, coalesce(a.points_used_in_period < a.points_issued_limit, true))
                IS DISTINCT FROM (b.merchant_id, b.is_active, b.deleted_at IS NULL, b.review_status, coalesce(b.points_used_in_period < b.points_issued_limit, true)));
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_offers(moved);
    END IF;
    RETURN NULL;
END $$;

-- Of tiers and rewards.
CREATE OR REPLACE FUNCTION refresh_offers_of_parts() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE moved uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        moved := ARRAY(SELECT id FROM offer WHERE offer_type = TG_ARGV[1]);
    ELSIF TG_ARGV[1] = 'Cashback' THEN
        IF TG_OP = 'INSERT' THEN
            moved := ARRAY(SELECT DISTINCT a.cashback_configuration_id FROM added a);
        ELSIF TG_OP = 'DELETE' THEN
            moved := ARRAY(SELECT DISTINCT r.cashback_configuration_id FROM removed r);
        ELSE
            moved := ARRAY(SELECT DISTINCT m.cashback_configuration_id
                FROM ((SELECT b.* FROM before b EXCEPT SELECT a.* FROM after a) UNION ALL (SELECT a.* FROM after a EXCEPT SELECT b.* FROM before b)) AS m);
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        moved := ARRAY(SELECT DISTINCT a.loyalty_program_id FROM added a);
    ELSIF TG_OP = 'DELETE' THEN
        moved := ARRAY(SELECT DISTINCT r.loyalty_program_id FROM removed r);
    ELSE
        moved := ARRAY(SELECT DISTINCT m.loyalty_program_id
            FROM ((SELECT b.* FROM before b EXCEPT SELECT a.* FROM after a) UNION ALL (SELECT a.* FROM after a EXCEPT SELECT b.* FROM before b)) AS m);
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_offers(moved);
    END IF;
    RETURN NULL;
END $$;

-- Fires before refresh_state, which would hold the offers before the merchants.
CREATE OR REPLACE FUNCTION place_changed_programs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    merchants uuid[] := '{}';
    programs uuid[] := '{}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        merchants := ARRAY(SELECT DISTINCT a.merchant_id FROM added a WHERE a.merchant_id IS NOT NULL);
    ELSIF TG_OP = 'UPDATE' THEN
        programs := ARRAY(SELECT a.id FROM after a JOIN before b USING (id) WHERE a.merchant_id IS DISTINCT FROM b.merchant_id);
        merchants := ARRAY(SELECT DISTINCT m.id FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
            WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
    END IF;
    IF merchants <> '{}' THEN
        PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR NO KEY UPDATE;
        PERFORM FROM outlet_state WHERE merchant_id = ANY (merchants) ORDER BY outlet_id FOR SHARE;
        IF programs <> '{}' THEN
            PERFORM refresh_offers(programs);
        END IF;
        PERFORM place_programs(merchants);
    END IF;
    RETURN NULL;
END $$;

-- A merchant that comes may be one that was there before, with another number, in this statement or under
-- session_replication_role = replica: its outlets and offers are there already.
CREATE OR REPLACE FUNCTION refresh_outlets_of_merchants() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    outlets uuid[] := '{}';
    offers uuid[] := '{}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        outlets := ARRAY(SELECT s.outlet_id FROM added a, LATERAL (SELECT * FROM outlet_state WHERE merchant_id = a.id OFFSET 0) AS s);
        offers := ARRAY(SELECT o.id FROM added a, LATERAL (SELECT * FROM offer WHERE merchant_id = a.id OFFSET 0) AS o);
    ELSIF TG_OP = 'DELETE' THEN
        outlets := ARRAY(SELECT s.outlet_id FROM removed r, LATERAL (SELECT * FROM outlet_state WHERE merchant_id = r.id OFFSET 0) AS s);
        offers := ARRAY(SELECT o.id FROM removed r, LATERAL (SELECT * FROM offer WHERE merchant_id = r.id OFFSET 0) AS o);
    ELSIF TG_OP = 'UPDATE' THEN
        outlets := ARRAY(SELECT s.outlet_id FROM after a JOIN before b USING (id) JOIN outlet_state s ON s.merchant_id = a.id
            WHERE (a.status = 'Active') <> (b.status = 'Active'));
    END IF;
    IF offers <> '{}' THEN
        PERFORM FROM outlet_state WHERE outlet_id = ANY (outlets) ORDER BY outlet_id FOR NO KEY UPDATE;
        PERFORM refresh_offers(offers);
    END IF;
    IF outlets <> '{}' THEN
        PERFORM refresh_outlets(outlets);
    END IF;
    RETURN NULL;
END $$;

-- An outlet that comes to a merchant holds it, shared, and its programs: else it would not see that the merchant's status, or a
-- program, changes, nor the other way round.
CREATE OR REPLACE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    come uuid[] := '{}';
    gone uuid[] := '{}';
    moved uuid[] := '{}';
    merchants uuid[] := '{}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        come := ARRAY(SELECT a.id FROM added a);
        merchants := ARRAY(SELECT DISTINCT a.merchant_id FROM added a);
    ELSIF TG_OP = 'DELETE' THEN
        gone := ARRAY(SELECT r.id FROM removed r);
    ELSIF TG_OP = 'TRUNCATE' THEN
        gone := ARRAY(SELECT outlet_id FROM outlet_state);
    ELSE
        come := ARRAY(SELECT a.id FROM after a EXCEPT SELECT b.id FROM before b);
        gone := ARRAY(SELECT b.id FROM before b EXCEPT SELECT a.id FROM after a);
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status));
        merchants := ARRAY(SELECT DISTINCT m.id FROM after a LEFT JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
            WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
    END IF;
    IF merchants <> '{}' THEN
        PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR SHARE;
        PERFORM FROM offer WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' ORDER BY id FOR SHARE;
    END IF;
    IF gone <> '{}' THEN
        DELETE FROM outlet_state WHERE outlet_id = ANY (gone);
        DELETE FROM offering WHERE outlet_id = ANY (gone);
    END IF;
    -- Without payment points none is open yet.
    IF come <> '{}' THEN
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (come)
        ON CONFLICT DO NOTHING;
        IF current_setting('session_replication_role') = 'replica' THEN
            moved := moved || come;
        END IF;
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_outlets(moved);
    END IF;
    IF come <> '{}' AND current_setting('session_replication_role') = 'replica' THEN
        INSERT INTO offering SELECT f.* FROM offering_facts f WHERE f.outlet_id = ANY (come) AND f.offer_type <> 'Loyalty'
        ON CONFLICT DO NOTHING;
    END IF;
    IF merchants <> '{}' THEN
        PERFORM place_programs(merchants);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_outlets_of_points() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        moved := ARRAY(SELECT DISTINCT a.outlet_id FROM added a WHERE a.is_active AND a.deleted_at IS NULL AND a.review_status = 'Approved');
    ELSIF TG_OP = 'DELETE' THEN
        moved := ARRAY(SELECT DISTINCT r.outlet_id FROM removed r WHERE r.is_active AND r.deleted_at IS NULL AND r.review_status = 'Approved');
    ELSIF TG_OP = 'UPDATE' THEN
        moved := ARRAY(
            SELECT outlet_id FROM (
                (SELECT b.id, b.outlet_id FROM before b WHERE b.is_active AND b.deleted_at IS NULL AND b.review_status = 'Approved'
                 EXCEPT SELECT a.id, a.outlet_id FROM after a WHERE a.is_active AND a.deleted_at IS NULL AND a.review_status = 'Approved')
                UNION ALL
                (SELECT a.id, a.outlet_id FROM after a WHERE a.is_active AND a.deleted_at IS NULL AND a.review_status = 'Approved'
                 EXCEPT SELECT b.id, b.outlet_id FROM before b WHERE b.is_active AND b.deleted_at IS NULL AND b.review_status = 'Approved')) AS moved
            GROUP BY outlet_id);
    ELSE
        moved := ARRAY(SELECT outlet_id FROM outlet_state WHERE is_open);
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_outlets(moved);
    END IF;
    RETURN NULL;
END $$;

-- The states of outlets and offers are locked, shared: else somebody who opens or closes one would not see that the link comes
-- or goes, nor the other way round.
CREATE OR REPLACE FUNCTION refresh_links() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    offers uuid[];
    outlets uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT a.offer_id), array_agg(DISTINCT a.outlet_id) INTO offers, outlets FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT r.offer_id), array_agg(DISTINCT r.outlet_id) INTO offers, outlets FROM removed r;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets
        FROM (SELECT a.offer_id, a.outlet_id FROM added a UNION ALL SELECT r.offer_id, r.outlet_id FROM removed r) AS links;
    ELSE
        DELETE FROM offering WHERE offer_type <> 'Loyalty';
    END IF;
    PERFORM FROM outlet_state WHERE outlet_id = ANY (outlets) ORDER BY outlet_id FOR SHARE;
    PERFORM FROM offer WHERE id = ANY (offers) ORDER BY id FOR SHARE;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        DELETE FROM offering l USING removed r WHERE l.offer_id = r.offer_id AND l.outlet_id = r.outlet_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO offering
        SELECT f.* FROM offering_facts f JOIN added a USING (offer_id, outlet_id) WHERE f.offer_id = ANY (offers)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- Stored relations hold the merchant's number: one that comes with another, or goes, without its customers makes theirs stale.
CREATE FUNCTION capture_merchants() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE merchants uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        merchants := ARRAY(SELECT a.id FROM added a);
    ELSIF TG_OP = 'DELETE' THEN
        merchants := ARRAY(SELECT r.id FROM removed r);
    END IF;
    -- OFFSET 0: a look by its key for each merchant, and not a scan of all relations, of which there are mostly none.
    INSERT INTO outbox_event (kind, users, takes_away)
    SELECT 'users', array_agg(user_id), true
    FROM (SELECT user_id, (row_number() OVER (ORDER BY user_id) - 1) / 1000 AS piece
          FROM (SELECT DISTINCT c.user_id FROM unnest(merchants) AS m(id),
                    LATERAL (SELECT user_id FROM customer_type WHERE merchant_id = m.id OFFSET 0) AS c) AS users) AS pieces
    GROUP BY piece ORDER BY piece;
    RETURN NULL;
END $$;

-- Of cashback_configuration and exclusive_offer. Live is not granted: switches, windows and budgets move no grant.
CREATE OR REPLACE FUNCTION capture_audiences() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', a.id, a.offer_no, a.merchant_id, false FROM added a WHERE a.merchant_id IS NOT NULL AND is_targeted(a.eligible_customer_types);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', r.id, r.offer_no, r.merchant_id, true FROM removed r WHERE r.merchant_id IS NOT NULL AND is_targeted(r.eligible_customer_types);
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', a.id, a.offer_no, m.id, a.merchant_id IS DISTINCT FROM b.merchant_id
            OR NOT is_targeted(a.eligible_customer_types) OR NOT a.eligible_customer_types @> b.eligible_customer_types
        FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
        WHERE m.id IS NOT NULL
          AND (a.merchant_id, a.eligible_customer_types) IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types)
          AND (is_targeted(a.eligible_customer_types) OR is_targeted(b.eligible_customer_types));
    ELSE
        INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
    END IF;
    RETURN NULL;
END $$;

-- A program's tiers may come and go with it: at their triggers it is not there any more, or not yet, so the program's own say it.
CREATE OR REPLACE FUNCTION capture_programs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', a.id, a.offer_no, a.merchant_id, false FROM added a
        WHERE a.merchant_id IS NOT NULL AND EXISTS (SELECT FROM loyalty_tier t WHERE t.loyalty_program_id = a.id);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', r.id, r.offer_no, r.merchant_id, true FROM removed r WHERE r.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', a.id, a.offer_no, m.id, true
        FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
        WHERE m.id IS NOT NULL AND a.merchant_id IS DISTINCT FROM b.merchant_id;
    ELSIF TG_OP = 'TRUNCATE' THEN
        INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
    END IF;
    RETURN NULL;
END $$;

-- The program is looked up and may move to another merchant meanwhile: the event names it, and is worked off for both.
CREATE OR REPLACE FUNCTION capture_tiers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, false FROM added a JOIN loyalty_program p ON p.id = a.loyalty_program_id
        WHERE p.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true FROM removed r JOIN loyalty_program p ON p.id = r.loyalty_program_id
        WHERE p.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true
        FROM ((SELECT a.id, a.loyalty_program_id, a.min_customer_type, a.is_active, a.deleted_at IS NULL, a.review_status FROM after a
               EXCEPT SELECT b.id, b.loyalty_program_id, b.min_customer_type, b.is_active, b.deleted_at IS NULL, b.review_status FROM before b)
              UNION ALL
              (SELECT b.id, b.loyalty_program_id, b.min_customer_type, b.is_active, b.deleted_at IS NULL, b.review_status FROM before b
               EXCEPT SELECT a.id, a.loyalty_program_id, a.min_customer_type, a.is_active, a.deleted_at IS NULL, a.review_status FROM after a)) AS moved
        JOIN loyalty_program p ON p.id = moved.loyalty_program_id
        WHERE p.merchant_id IS NOT NULL;
    ELSE
        INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
    END IF;
    RETURN NULL;
END $$;

-- One for each kind of table: what a row's thing is, which columns readers depend on, which of them grants depend on.
DO $do$
DECLARE source record;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('merchant', 'merchant', 'id', 'business_name, status, category', NULL),
        ('outlet', 'outlet', 'id', 'merchant_id, name, description, is_active, review_status', NULL),
        ('payment_point', 'outlet', 'outlet_id', 'outlet_id, kind, is_active, deleted_at IS NULL, review_status', NULL),
        ('cashback_configuration', 'offer', 'id',
         'merchant_id, name, start_date, end_date, is_active, deleted_at IS NULL, eligible_customer_types, review_status, created_at, used_cashback_budget < net_cashback_budget',
         'merchant_id, eligible_customer_types'),
        ('cashback_tier', 'offer', 'cashback_configuration_id',
         'cashback_configuration_id, name, percentage, is_active, deleted_at IS NULL, review_status', NULL),
        ('exclusive_offer', 'offer', 'id',
         'merchant_id, name, description, start_date, end_date, is_active, deleted_at IS NULL, eligible_customer_types, review_status, created_at, used_offer_budget < net_offer_budget',
         'merchant_id, eligible_customer_types'),
        ('loyalty_program', 'offer', 'id',
         'merchant_id, name, is_active, deleted_at IS NULL, review_status, created_at, coalesce(points_used_in_period < points_issued_limit, true)',
         'merchant_id'),
        ('loyalty_tier', 'offer', 'loyalty_program_id',
         'loyalty_program_id, name, min_customer_type, is_active, deleted_at IS NULL, review_status',
         'loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status'),
        ('loyalty_reward', 'offer', 'loyalty_program_id', 'loyalty_program_id, name, is_active, review_status', NULL),
        ('offer_outlet', 'offer', 'offer_id', 'offer_id, outlet_id', NULL)) AS t(name, kind, thing, shown, granting)
    LOOP
        -- A merchant that comes or goes: whoever decides grants has to know its number.
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION log_%1$s() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, a.%3$I, %5$L::boolean FROM added a;
                ELSIF TG_OP = 'DELETE' THEN
                    INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, r.%3$I, %5$L::boolean FROM removed r;
                ELSIF TG_OP = 'UPDATE' THEN
                    INSERT INTO catalog_change (kind, id, audience)
                    SELECT %2$L, m.thing, bool_or(m.granting)
                    FROM (SELECT a.%3$I AS one, b.%3$I AS other, %6$s AS granting
                          FROM (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM after AS rows) AS a
                          FULL JOIN (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM before AS rows) AS b USING (%8$s)
                          WHERE a.shown IS DISTINCT FROM b.shown) AS moved,
                         LATERAL (VALUES (moved.one, moved.granting), (moved.other, moved.granting)) AS m(thing, granting)
                    WHERE m.thing IS NOT NULL
                    GROUP BY m.thing;
                ELSE
                    INSERT INTO catalog_change (kind, audience) VALUES ('everything', true);
                END IF;
                RETURN NULL;
            END $body$ $f$,
            source.name, source.kind, source.thing, source.shown,
            CASE WHEN source.name = 'merchant' OR source.granting IS NOT NULL THEN 'true' ELSE 'false' END,
            CASE WHEN source.granting IS NULL THEN 'false' ELSE 'a.grants IS DISTINCT FROM b.grants' END,
            coalesce(source.granting, '0'),
            CASE source.name WHEN 'offer_outlet' THEN 'offer_id, outlet_id' ELSE 'id' END);
    END LOOP;
END $do$;

CREATE TRIGGER capture_insert AFTER INSERT ON merchant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_merchants();
CREATE TRIGGER capture_delete AFTER DELETE ON merchant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_merchants();
CREATE TRIGGER state_insert AFTER INSERT ON merchant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_merchants();
CREATE TRIGGER state_delete AFTER DELETE ON merchant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_merchants();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete,
    ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete;
--rollback DROP FUNCTION capture_merchants() CASCADE;
--rollback DROP TRIGGER state_insert ON merchant;
--rollback DROP TRIGGER state_delete ON merchant;
--rollback CREATE OR REPLACE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     BEGIN
--rollback         INSERT INTO offer (id, offer_type, offer_no) SELECT id, TG_ARGV[0], offer_no FROM added;
--rollback     EXCEPTION WHEN unique_violation THEN
--rollback         RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
--rollback             USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, DETAIL = SQLERRM;
--rollback     END;
--rollback     PERFORM refresh_offers(ARRAY(SELECT id FROM added));
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'TRUNCATE' THEN
--rollback         DELETE FROM offer WHERE offer_type = TG_ARGV[0];
--rollback         DELETE FROM offering WHERE offer_type = TG_ARGV[0];
--rollback     ELSE
--rollback         DELETE FROM offer USING removed WHERE offer.id = removed.id;
--rollback         DELETE FROM offering USING removed WHERE offer_id = removed.id;
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_updated_offers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE moved uuid[];
--rollback BEGIN
--rollback     IF TG_TABLE_NAME = 'cashback_configuration' THEN
--rollback         moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
--rollback             WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_cashback_budget < a.net_cashback_budget)
--rollback                 IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_cashback_budget < b.net_cashback_budget));
--rollback     ELSIF TG_TABLE_NAME = 'exclusive_offer' THEN
--rollback         moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
--rollback             WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_offer_budget < a.net_offer_budget)
--rollback                 IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_offer_budget < b.net_offer_budget));
--rollback     ELSE
--rollback         moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
--rollback             WHERE (a.merchant_id, a.is_active, a.deleted_at IS NULL, a.review_status, coalesce(a.points_used_in_period < a.points_issued_limit, true))
--rollback                 IS DISTINCT FROM (b.merchant_id, b.is_active, b.deleted_at IS NULL, b.review_status, coalesce(b.points_used_in_period < b.points_issued_limit, true)));
--rollback     END IF;
--rollback     IF moved <> '{}' THEN
--rollback         PERFORM refresh_offers(moved);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_offers_of_parts() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE moved uuid[];
--rollback BEGIN
--rollback     EXECUTE CASE TG_OP
--rollback         WHEN 'INSERT' THEN format('SELECT array_agg(DISTINCT %I) FROM added', TG_ARGV[0])
--rollback         WHEN 'DELETE' THEN format('SELECT array_agg(DISTINCT %I) FROM removed', TG_ARGV[0])
--rollback         WHEN 'UPDATE' THEN format('SELECT array_agg(DISTINCT %I) FROM ((TABLE before EXCEPT TABLE after) UNION ALL (TABLE after EXCEPT TABLE before)) AS moved', TG_ARGV[0])
--rollback         ELSE format('SELECT array_agg(id) FROM offer WHERE offer_type = %L', TG_ARGV[1])
--rollback     END INTO moved;
--rollback     IF moved IS NOT NULL THEN
--rollback         PERFORM refresh_offers(moved);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION place_changed_programs() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE merchants uuid[];
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         merchants := ARRAY(SELECT DISTINCT merchant_id FROM added WHERE merchant_id IS NOT NULL);
--rollback     ELSE
--rollback         merchants := ARRAY(SELECT DISTINCT m.id FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
--rollback             WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
--rollback     END IF;
--rollback     IF merchants = '{}' THEN
--rollback         RETURN NULL;
--rollback     END IF;
--rollback     PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR NO KEY UPDATE;
--rollback     PERFORM FROM outlet_state WHERE merchant_id = ANY (merchants) ORDER BY outlet_id FOR SHARE;
--rollback     IF TG_OP = 'UPDATE' THEN
--rollback         PERFORM refresh_offers(ARRAY(SELECT a.id FROM after a JOIN before b USING (id) WHERE a.merchant_id IS DISTINCT FROM b.merchant_id));
--rollback     END IF;
--rollback     PERFORM place_programs(merchants);
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_outlets_of_merchants() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE moved uuid[] := ARRAY(
--rollback     SELECT s.outlet_id FROM after a JOIN before b USING (id) JOIN outlet_state s ON s.merchant_id = a.id
--rollback     WHERE (a.status = 'Active') <> (b.status = 'Active'));
--rollback BEGIN
--rollback     IF moved <> '{}' THEN
--rollback         PERFORM refresh_outlets(moved);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE
--rollback     gone uuid[] := '{}';
--rollback     moved uuid[] := '{}';
--rollback     merchants uuid[] := '{}';
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         merchants := ARRAY(SELECT DISTINCT merchant_id FROM added);
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         gone := ARRAY(SELECT id FROM removed);
--rollback     ELSIF TG_OP = 'TRUNCATE' THEN
--rollback         gone := ARRAY(SELECT outlet_id FROM outlet_state);
--rollback     ELSE
--rollback         gone := ARRAY(SELECT id FROM before EXCEPT SELECT id FROM after);
--rollback         moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
--rollback             WHERE (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status));
--rollback         merchants := ARRAY(SELECT DISTINCT m.id FROM after a LEFT JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
--rollback             WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
--rollback     END IF;
--rollback     IF merchants <> '{}' THEN
--rollback         PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR SHARE;
--rollback         PERFORM FROM offer WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' ORDER BY id FOR SHARE;
--rollback     END IF;
--rollback     IF gone <> '{}' THEN
--rollback         DELETE FROM outlet_state WHERE outlet_id = ANY (gone);
--rollback         DELETE FROM offering WHERE outlet_id = ANY (gone);
--rollback     END IF;
--rollback     -- Without payment points none is open yet.
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM added;
--rollback     ELSIF TG_OP = 'UPDATE' AND merchants <> '{}' THEN
--rollback         INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM after WHERE id NOT IN (SELECT id FROM before);
--rollback     END IF;
--rollback     IF moved <> '{}' THEN
--rollback         PERFORM refresh_outlets(moved);
--rollback     END IF;
--rollback     IF merchants <> '{}' THEN
--rollback         PERFORM place_programs(merchants);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_outlets_of_points() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE moved uuid[];
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         moved := ARRAY(SELECT DISTINCT outlet_id FROM added WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved');
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         moved := ARRAY(SELECT DISTINCT outlet_id FROM removed WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved');
--rollback     ELSIF TG_OP = 'UPDATE' THEN
--rollback         moved := ARRAY(
--rollback             SELECT outlet_id FROM (
--rollback                 (SELECT id, outlet_id FROM before WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved'
--rollback                  EXCEPT SELECT id, outlet_id FROM after WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved')
--rollback                 UNION ALL
--rollback                 (SELECT id, outlet_id FROM after WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved'
--rollback                  EXCEPT SELECT id, outlet_id FROM before WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved')) AS moved
--rollback             GROUP BY outlet_id);
--rollback     ELSE
--rollback         moved := ARRAY(SELECT outlet_id FROM outlet_state WHERE is_open);
--rollback     END IF;
--rollback     IF moved <> '{}' THEN
--rollback         PERFORM refresh_outlets(moved);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_links() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE
--rollback     offers uuid[];
--rollback     outlets uuid[];
--rollback BEGIN
--rollback     IF TG_OP = 'TRUNCATE' THEN
--rollback         DELETE FROM offering WHERE offer_type <> 'Loyalty';
--rollback         RETURN NULL;
--rollback     END IF;
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets FROM added;
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets FROM removed;
--rollback     ELSE
--rollback         SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets
--rollback         FROM (SELECT offer_id, outlet_id FROM added UNION ALL SELECT offer_id, outlet_id FROM removed) AS links;
--rollback     END IF;
--rollback     PERFORM FROM outlet_state WHERE outlet_id = ANY (outlets) ORDER BY outlet_id FOR SHARE;
--rollback     PERFORM FROM offer WHERE id = ANY (offers) ORDER BY id FOR SHARE;
--rollback     IF TG_OP IN ('DELETE', 'UPDATE') THEN
--rollback         DELETE FROM offering l USING removed r WHERE l.offer_id = r.offer_id AND l.outlet_id = r.outlet_id;
--rollback     END IF;
--rollback     IF TG_OP IN ('INSERT', 'UPDATE') THEN
--rollback         INSERT INTO offering
--rollback         SELECT f.* FROM offering_facts f JOIN added a USING (offer_id, outlet_id) WHERE f.offer_id = ANY (offers)
--rollback         ON CONFLICT DO NOTHING;
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION capture_audiences() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT 'offer', id, offer_no, merchant_id, false FROM added WHERE merchant_id IS NOT NULL AND is_targeted(eligible_customer_types);
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT 'offer', id, offer_no, merchant_id, true FROM removed WHERE merchant_id IS NOT NULL AND is_targeted(eligible_customer_types);
--rollback     ELSIF TG_OP = 'UPDATE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT DISTINCT 'offer', a.id, a.offer_no, m.id, a.merchant_id IS DISTINCT FROM b.merchant_id
--rollback             OR NOT is_targeted(a.eligible_customer_types) OR NOT a.eligible_customer_types @> b.eligible_customer_types
--rollback         FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
--rollback         WHERE m.id IS NOT NULL
--rollback           AND (a.merchant_id, a.eligible_customer_types) IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types)
--rollback           AND (is_targeted(a.eligible_customer_types) OR is_targeted(b.eligible_customer_types));
--rollback     ELSE
--rollback         INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION capture_programs() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'DELETE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT 'offer', id, offer_no, merchant_id, true FROM removed WHERE merchant_id IS NOT NULL;
--rollback     ELSIF TG_OP = 'UPDATE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT 'offer', a.id, a.offer_no, m.id, true
--rollback         FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
--rollback         WHERE m.id IS NOT NULL AND a.merchant_id IS DISTINCT FROM b.merchant_id;
--rollback     ELSIF TG_OP = 'TRUNCATE' THEN
--rollback         INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION capture_tiers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, false FROM added JOIN loyalty_program p ON p.id = loyalty_program_id
--rollback         WHERE p.merchant_id IS NOT NULL;
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true FROM removed JOIN loyalty_program p ON p.id = loyalty_program_id
--rollback         WHERE p.merchant_id IS NOT NULL;
--rollback     ELSIF TG_OP = 'UPDATE' THEN
--rollback         INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
--rollback         SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true
--rollback         FROM ((SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after
--rollback                EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before)
--rollback               UNION ALL
--rollback               (SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before
--rollback                EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after)) AS moved
--rollback         JOIN loyalty_program p ON p.id = loyalty_program_id
--rollback         WHERE p.merchant_id IS NOT NULL;
--rollback     ELSE
--rollback         INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback DO $do$
--rollback DECLARE source record;
--rollback BEGIN
--rollback     FOR source IN SELECT * FROM (VALUES
--rollback         ('merchant', 'merchant', 'id', 'business_name, status, category', NULL),
--rollback         ('outlet', 'outlet', 'id', 'merchant_id, name, description, is_active, review_status', NULL),
--rollback         ('payment_point', 'outlet', 'outlet_id', 'outlet_id, kind, is_active, deleted_at IS NULL, review_status', NULL),
--rollback         ('cashback_configuration', 'offer', 'id',
--rollback          'merchant_id, name, start_date, end_date, is_active, deleted_at IS NULL, eligible_customer_types, review_status, created_at, used_cashback_budget < net_cashback_budget',
--rollback          'merchant_id, eligible_customer_types'),
--rollback         ('cashback_tier', 'offer', 'cashback_configuration_id',
--rollback          'cashback_configuration_id, name, percentage, is_active, deleted_at IS NULL, review_status', NULL),
--rollback         ('exclusive_offer', 'offer', 'id',
--rollback          'merchant_id, name, description, start_date, end_date, is_active, deleted_at IS NULL, eligible_customer_types, review_status, created_at, used_offer_budget < net_offer_budget',
--rollback          'merchant_id, eligible_customer_types'),
--rollback         ('loyalty_program', 'offer', 'id',
--rollback          'merchant_id, name, is_active, deleted_at IS NULL, review_status, created_at, coalesce(points_used_in_period < points_issued_limit, true)',
--rollback          'merchant_id'),
--rollback         ('loyalty_tier', 'offer', 'loyalty_program_id',
--rollback          'loyalty_program_id, name, min_customer_type, is_active, deleted_at IS NULL, review_status',
--rollback          'loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status'),
--rollback         ('loyalty_reward', 'offer', 'loyalty_program_id', 'loyalty_program_id, name, is_active, review_status', NULL),
--rollback         ('offer_outlet', 'offer', 'offer_id', 'offer_id, outlet_id', NULL)) AS t(name, kind, thing, shown, granting)
--rollback     LOOP
--rollback         -- A merchant that comes or goes: whoever decides grants has to know its number.
--rollback         EXECUTE format($f$
--rollback             CREATE OR REPLACE FUNCTION log_%1$s() RETURNS trigger LANGUAGE plpgsql AS $body$
--rollback             BEGIN
--rollback                 IF TG_OP = 'INSERT' THEN
--rollback                     INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, %3$I, %5$L::boolean FROM added;
--rollback                 ELSIF TG_OP = 'DELETE' THEN
--rollback                     INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, %3$I, %5$L::boolean FROM removed;
--rollback                 ELSIF TG_OP = 'UPDATE' THEN
--rollback                     INSERT INTO catalog_change (kind, id, audience)
--rollback                     SELECT %2$L, m.thing, bool_or(m.granting)
--rollback                     FROM (SELECT a.%3$I AS one, b.%3$I AS other, %6$s AS granting
--rollback                           FROM (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM after) AS a
--rollback                           FULL JOIN (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM before) AS b USING (%8$s)
--rollback                           WHERE a.shown IS DISTINCT FROM b.shown) AS moved,
--rollback                          LATERAL (VALUES (moved.one, moved.granting), (moved.other, moved.granting)) AS m(thing, granting)
--rollback                     WHERE m.thing IS NOT NULL
--rollback                     GROUP BY m.thing;
--rollback                 ELSE
--rollback                     INSERT INTO catalog_change (kind, audience) VALUES ('everything', true);
--rollback                 END IF;
--rollback                 RETURN NULL;
--rollback             END $body$ $f$,
--rollback             source.name, source.kind, source.thing, source.shown,
--rollback             CASE WHEN source.name = 'merchant' OR source.granting IS NOT NULL THEN 'true' ELSE 'false' END,
--rollback             CASE WHEN source.granting IS NULL THEN 'false' ELSE 'a.grants IS DISTINCT FROM b.grants' END,
--rollback             coalesce(source.granting, '0'),
--rollback             CASE source.name WHEN 'offer_outlet' THEN 'offer_id, outlet_id' ELSE 'id' END);
--rollback     END LOOP;
--rollback END $do$;

--changeset eligo:capture-of-rows splitStatements:false rollbackSplitStatements:false
-- The worker that applies logical replication fires no statement triggers (but those of TRUNCATE), whatever ENABLE ALWAYS says. So it
-- has row triggers, which no other session fires: ENABLE REPLICA, and not within a statement, whose own triggers do the same at
-- once for all its rows. What tells the two apart is eligo.statement, set by a trigger BEFORE each statement.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
CREATE FUNCTION begin_replica_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('eligo.statement', TG_TABLE_NAME, true);
    RETURN NULL;
END $$;

-- The initial copy loads tables beside each other: the transaction that writes a parent must see the children of one that is not
-- over yet, or be seen by it, since no foreign key makes one wait for the other. Relations need not wait for relations.
CREATE FUNCTION end_replica_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('eligo.statement', '', true);
    IF TG_TABLE_NAME = 'customer_type' THEN
        PERFORM pg_advisory_xact_lock_shared('outbox_event'::regclass::oid::integer, 0);
    ELSE
        PERFORM pg_advisory_xact_lock('outbox_event'::regclass::oid::integer, 0);
    END IF;
    RETURN NULL;
END $$;

-- Users of the transaction, folded as a statement's are, if not by as many. Ids are kept in a setting: it goes back with the
-- transaction, or a part of it, as its rows do.
CREATE FUNCTION flush_replicated_users() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox_event (kind, users, takes_away)
    SELECT 'users', array_agg(DISTINCT id::uuid ORDER BY id::uuid), current_setting('eligo.replicated_takes_away')::boolean
    FROM string_to_table(current_setting('eligo.replicated_users'), ' ') AS ids(id)
    HAVING count(*) > 0;
    PERFORM set_config('eligo.replicated_users', '', true), set_config('eligo.replicated_takes_away', 'false', true);
END $$;

CREATE FUNCTION capture_customer_types_of_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE users text := current_setting('eligo.replicated_users', true);
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.user_id, OLD.merchant_id, OLD.type) = (NEW.user_id, NEW.merchant_id, NEW.type) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared('outbox_event'::regclass::oid::integer, 0);
    users := concat_ws(' ', nullif(users, ''), OLD.user_id, nullif(NEW.user_id, OLD.user_id));
    PERFORM set_config('eligo.replicated_users', users, true);
    IF TG_OP <> 'INSERT' OR coalesce(current_setting('eligo.replicated_takes_away', true), '') = '' THEN
        PERFORM set_config('eligo.replicated_takes_away', (TG_OP <> 'INSERT')::text, true);
    END IF;
    IF length(users) > 250 * 37 THEN
        PERFORM flush_replicated_users();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION flush_at_commit() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('eligo.replicated_users', true) <> '' THEN
        PERFORM flush_replicated_users();
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON customer_type FOR EACH ROW
    WHEN (current_setting('eligo.statement', true) IS DISTINCT FROM 'customer_type') EXECUTE FUNCTION capture_customer_types_of_row();
-- Asked for as long as nothing is kept: once for each time that something will be.
CREATE CONSTRAINT TRIGGER replicated_rows_flush AFTER INSERT OR UPDATE OR DELETE ON customer_type DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (current_setting('eligo.statement', true) IS DISTINCT FROM 'customer_type' AND coalesce(current_setting('eligo.replicated_users', true), '') = '')
    EXECUTE FUNCTION flush_at_commit();
ALTER TABLE customer_type ENABLE REPLICA TRIGGER replicated_row, ENABLE REPLICA TRIGGER replicated_rows_flush;

-- The other functions, with one row for each transition table. A row that gets another identity goes and comes: no statement may do
-- that to a merchant or an offer, and who replicates from elsewhere cannot be refused any more.
DO $do$
DECLARE
    function record;
    source record;
BEGIN
    FOR function IN
        SELECT p.proname AS name, p.prosrc AS text, f.key
        FROM (VALUES
            ('capture_merchants', 'id, merchant_no'), ('log_merchant', 'id, merchant_no'), ('refresh_outlets_of_merchants', 'id, merchant_no'),
            ('log_outlet', 'id'), ('refresh_changed_outlets', 'id'), ('log_payment_point', 'id'), ('refresh_outlets_of_points', 'id'),
            ('capture_audiences', 'id, offer_no'), ('capture_programs', 'id, offer_no'),
            ('log_cashback_configuration', 'id, offer_no'), ('log_exclusive_offer', 'id, offer_no'), ('log_loyalty_program', 'id, offer_no'),
            ('unregister_offers', 'id, offer_no'), ('register_offers', 'id, offer_no'),
            ('place_changed_programs', 'id, offer_no'), ('refresh_updated_offers', 'id, offer_no'),
            ('log_cashback_tier', 'id'), ('log_loyalty_tier', 'id'), ('log_loyalty_reward', 'id'), ('capture_tiers', 'id'), ('refresh_offers_of_parts', 'id'),
            ('log_offer_outlet', 'offer_id, outlet_id'), ('refresh_links', 'offer_id, outlet_id')) AS f(name, key)
        JOIN pg_proc p ON p.oid = (f.name || '()')::regprocedure
    LOOP
        EXECUTE format($f$
            CREATE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
            DECLARE op text;
            BEGIN
                PERFORM pg_advisory_xact_lock_shared('outbox_event'::regclass::oid::integer, 0);
                FOREACH op IN ARRAY CASE WHEN TG_OP = 'UPDATE' AND ROW(%s) IS DISTINCT FROM ROW(%s)
                    THEN ARRAY['DELETE', 'INSERT'] ELSE ARRAY[TG_OP] END
                LOOP
                    %s;
                END LOOP;
                RETURN NULL;
            END $body$ $f$,
            function.name || '_of_row',
            regexp_replace(function.key, '\m\w', 'OLD.\&', 'g'), regexp_replace(function.key, '\m\w', 'NEW.\&', 'g'),
            replace(replace(regexp_replace(regexp_replace(function.text, '\m(added|after)\M', '(SELECT NEW.*)', 'g'),
                '\m(removed|before)\M', '(SELECT OLD.*)', 'g'), 'TG_OP', 'op'), 'RETURN NULL;', ''));
    END LOOP;

    -- In this order.
    FOR source IN SELECT *, row_number() OVER () AS place FROM (VALUES
        ('merchant', 'log_merchant()'), ('merchant', 'capture_merchants()'), ('merchant', 'refresh_outlets_of_merchants()'),
        ('outlet', 'log_outlet()'), ('outlet', 'refresh_changed_outlets()'),
        ('payment_point', 'log_payment_point()'), ('payment_point', 'refresh_outlets_of_points()'),
        ('cashback_configuration', 'log_cashback_configuration()'), ('cashback_configuration', 'capture_audiences()'),
        ('cashback_configuration', 'unregister_offers(''Cashback'')'), ('cashback_configuration', 'register_offers(''Cashback'')'),
        ('cashback_configuration', 'refresh_updated_offers()'),
        ('exclusive_offer', 'log_exclusive_offer()'), ('exclusive_offer', 'capture_audiences()'),
        ('exclusive_offer', 'unregister_offers(''Exclusive'')'), ('exclusive_offer', 'register_offers(''Exclusive'')'),
        ('exclusive_offer', 'refresh_updated_offers()'),
        ('loyalty_program', 'log_loyalty_program()'), ('loyalty_program', 'capture_programs()'),
        ('loyalty_program', 'unregister_offers(''Loyalty'')'), ('loyalty_program', 'register_offers(''Loyalty'')'),
        ('loyalty_program', 'place_changed_programs()'), ('loyalty_program', 'refresh_updated_offers()'),
        ('cashback_tier', 'log_cashback_tier()'), ('cashback_tier', 'refresh_offers_of_parts(''cashback_configuration_id'', ''Cashback'')'),
        ('loyalty_tier', 'log_loyalty_tier()'), ('loyalty_tier', 'capture_tiers()'),
        ('loyalty_tier', 'refresh_offers_of_parts(''loyalty_program_id'', ''Loyalty'')'),
        ('loyalty_reward', 'log_loyalty_reward()'), ('loyalty_reward', 'refresh_offers_of_parts(''loyalty_program_id'', ''Loyalty'')'),
        ('offer_outlet', 'log_offer_outlet()'), ('offer_outlet', 'refresh_links()')) AS t(name, function)
    LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW
            WHEN (current_setting(''eligo.statement'', true) IS DISTINCT FROM %L) EXECUTE FUNCTION %s',
            format('replicated_row_%s_%s', lpad(source.place::text, 2, '0'), split_part(source.function, '(', 1)), source.name, source.name,
            replace(source.function, '(', '_of_row('));
        EXECUTE format('ALTER TABLE %I ENABLE REPLICA TRIGGER %I', source.name,
            format('replicated_row_%s_%s', lpad(source.place::text, 2, '0'), split_part(source.function, '(', 1)));
    END LOOP;

    FOR source IN SELECT unnest(ARRAY['merchant', 'outlet', 'payment_point', 'cashback_configuration', 'cashback_tier', 'exclusive_offer',
        'loyalty_program', 'loyalty_tier', 'loyalty_reward', 'offer_outlet', 'customer_type']) AS name
    LOOP
        EXECUTE format('CREATE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement()', source.name);
        -- Before the other triggers by its name.
        EXECUTE format('CREATE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement()', source.name);
        EXECUTE format('ALTER TABLE %I ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads', source.name);
    END LOOP;
END $do$;
--rollback DROP FUNCTION begin_replica_statement() CASCADE;
--rollback DROP FUNCTION end_replica_statement() CASCADE;
--rollback DROP FUNCTION capture_customer_types_of_row() CASCADE;
--rollback DROP FUNCTION flush_at_commit() CASCADE;
--rollback DROP FUNCTION flush_replicated_users() CASCADE;
--rollback DROP FUNCTION capture_merchants_of_row() CASCADE;
--rollback DROP FUNCTION log_merchant_of_row() CASCADE;
--rollback DROP FUNCTION refresh_outlets_of_merchants_of_row() CASCADE;
--rollback DROP FUNCTION log_outlet_of_row() CASCADE;
--rollback DROP FUNCTION refresh_changed_outlets_of_row() CASCADE;
--rollback DROP FUNCTION log_payment_point_of_row() CASCADE;
--rollback DROP FUNCTION refresh_outlets_of_points_of_row() CASCADE;
--rollback DROP FUNCTION capture_audiences_of_row() CASCADE;
--rollback DROP FUNCTION capture_programs_of_row() CASCADE;
--rollback DROP FUNCTION log_cashback_configuration_of_row() CASCADE;
--rollback DROP FUNCTION log_exclusive_offer_of_row() CASCADE;
--rollback DROP FUNCTION log_loyalty_program_of_row() CASCADE;
--rollback DROP FUNCTION unregister_offers_of_row() CASCADE;
--rollback DROP FUNCTION register_offers_of_row() CASCADE;
--rollback DROP FUNCTION place_changed_programs_of_row() CASCADE;
--rollback DROP FUNCTION refresh_updated_offers_of_row() CASCADE;
--rollback DROP FUNCTION log_cashback_tier_of_row() CASCADE;
--rollback DROP FUNCTION log_loyalty_tier_of_row() CASCADE;
--rollback DROP FUNCTION log_loyalty_reward_of_row() CASCADE;
--rollback DROP FUNCTION capture_tiers_of_row() CASCADE;
--rollback DROP FUNCTION refresh_offers_of_parts_of_row() CASCADE;
--rollback DROP FUNCTION log_offer_outlet_of_row() CASCADE;
--rollback DROP FUNCTION refresh_links_of_row() CASCADE;
