--liquibase formatted sql

--changeset eligo:sql-face-state
-- What the SQL face needs to know of offers and outlets, kept by triggers: worked out at each read it took 190 ms a user.
-- Nothing here depends on the instant or on a merchant's status, and the triggers lock nothing but the offer or the outlet
-- whose state moves: writers of the sources should not notice them.
DROP VIEW user_offer_eligibility;
DROP VIEW offer_state;
DROP VIEW live_outlet;

ALTER TABLE offer
    ADD COLUMN merchant_id uuid,
    ADD COLUMN merchant_no integer,
    -- Granted to everybody, or to those without a relation at its merchant; stands in no row of user_grants then.
    ADD COLUMN broad_all boolean NOT NULL DEFAULT false,
    ADD COLUMN broad_non_customer boolean NOT NULL DEFAULT false,
    -- Loyalty only: the lowest level that reaches a live tier.
    ADD COLUMN min_level smallint,
    ADD COLUMN valid_from timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN valid_until timestamptz NOT NULL DEFAULT 'infinity',
    -- Live but for window, merchant and outlets.
    ADD COLUMN is_open boolean NOT NULL DEFAULT false;
CREATE INDEX offer_merchant_id ON offer (merchant_id);

-- One row an outlet. is_open: live but for its merchant's status.
CREATE TABLE outlet_state (
    outlet_id   uuid PRIMARY KEY,
    merchant_id uuid NOT NULL,
    is_open     boolean NOT NULL DEFAULT false
);
CREATE INDEX outlet_state_open ON outlet_state (merchant_id) INCLUDE (outlet_id) WHERE is_open;

-- The links of offer_outlet that lead to an open outlet, with its merchant.
CREATE TABLE open_link (
    offer_no    integer NOT NULL REFERENCES offer (offer_no) ON DELETE CASCADE,
    outlet_id   uuid NOT NULL,
    merchant_id uuid NOT NULL,
    PRIMARY KEY (offer_no, outlet_id) INCLUDE (merchant_id)
);
CREATE INDEX open_link_outlet_id ON open_link (outlet_id);
CREATE INDEX open_link_merchant_id ON open_link (merchant_id);

-- Few, and asked for by every read of the face.
CREATE INDEX merchant_not_active ON merchant (id) WHERE status <> 'Active';
--rollback DROP INDEX merchant_not_active;
--rollback DROP TABLE open_link;
--rollback DROP TABLE outlet_state;
--rollback ALTER TABLE offer DROP COLUMN merchant_id, DROP COLUMN merchant_no, DROP COLUMN broad_all, DROP COLUMN broad_non_customer, DROP COLUMN min_level, DROP COLUMN valid_from, DROP COLUMN valid_until, DROP COLUMN is_open;
--rollback CREATE VIEW live_outlet AS
--rollback SELECT o.id AS outlet_id, o.merchant_id
--rollback FROM outlet o
--rollback JOIN merchant m ON m.id = o.merchant_id AND m.status = 'Active'
--rollback WHERE o.is_active AND o.review_status = 'Approved'
--rollback   AND EXISTS (SELECT FROM payment_point p
--rollback               WHERE p.outlet_id = o.id AND p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved');
--rollback CREATE VIEW offer_state AS
--rollback SELECT c.offer_no, 'Cashback' AS offer_type, c.id AS offer_id, m.id AS merchant_id, m.merchant_no,
--rollback        a.all_of_them AS broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::integer AS min_level,
--rollback        coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
--rollback        coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' AND m.status = 'Active'
--rollback            AND c.used_cashback_budget < c.net_cashback_budget
--rollback            AND eligo_now() BETWEEN coalesce(c.start_date, '-infinity') AND coalesce(c.end_date, 'infinity')
--rollback            AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id
--rollback                        AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_live
--rollback FROM cashback_configuration c
--rollback JOIN merchant m ON m.id = c.merchant_id
--rollback CROSS JOIN LATERAL (SELECT 'All' = ANY (c.eligible_customer_types)
--rollback     OR c.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(all_of_them)
--rollback UNION ALL
--rollback SELECT e.offer_no, 'Exclusive', e.id, m.id, m.merchant_no,
--rollback        a.all_of_them, 'NonCustomer' = ANY (e.eligible_customer_types), NULL,
--rollback        e.start_date, e.end_date,
--rollback        coalesce(e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' AND (e.merchant_id IS NULL OR m.status = 'Active')
--rollback            AND e.used_offer_budget < e.net_offer_budget
--rollback            AND eligo_now() BETWEEN e.start_date AND e.end_date, false)
--rollback FROM exclusive_offer e
--rollback LEFT JOIN merchant m ON m.id = e.merchant_id
--rollback CROSS JOIN LATERAL (SELECT 'All' = ANY (e.eligible_customer_types)
--rollback     OR e.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(all_of_them)
--rollback UNION ALL
--rollback SELECT l.offer_no, 'Loyalty', l.id, m.id, m.merchant_no,
--rollback        coalesce(t.min_level = 0, false), false, t.min_level,
--rollback        '-infinity', 'infinity',
--rollback        coalesce(l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved' AND m.status = 'Active'
--rollback            AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit)
--rollback            AND t.min_level IS NOT NULL
--rollback            AND EXISTS (SELECT FROM loyalty_reward r WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved'), false)
--rollback FROM loyalty_program l
--rollback JOIN merchant m ON m.id = l.merchant_id
--rollback CROSS JOIN LATERAL (
--rollback     SELECT min(array_position(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'], t.min_customer_type)) - 1 AS min_level
--rollback     FROM loyalty_tier t
--rollback     WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved') AS t;
--rollback CREATE VIEW user_offer_eligibility AS
--rollback SELECT g.user_id, x.outlet_id, o.offer_type, o.offer_id, x.merchant_id, o.is_live AS is_eligible,
--rollback        o.valid_from, o.valid_until, g.computed_at AS last_updated
--rollback FROM user_grants g
--rollback CROSS JOIN LATERAL (
--rollback     SELECT s.* FROM offer_state s
--rollback     WHERE s.broad_all
--rollback        OR (s.broad_non_customer AND NOT EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = s.merchant_no))
--rollback        OR (s.offer_no = ANY (g.offer_nos)
--rollback            AND (s.offer_type <> 'Loyalty'
--rollback                 OR EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = s.merchant_no AND r & 7 >= s.min_level)))
--rollback ) AS o
--rollback CROSS JOIN LATERAL (
--rollback     SELECT l.outlet_id, l.merchant_id FROM offer_outlet k JOIN live_outlet l USING (outlet_id)
--rollback     WHERE o.offer_type <> 'Loyalty' AND k.offer_id = o.offer_id AND (o.merchant_id IS NULL OR l.merchant_id = o.merchant_id)
--rollback     UNION ALL
--rollback     SELECT l.outlet_id, l.merchant_id FROM live_outlet l
--rollback     WHERE o.offer_type = 'Loyalty' AND l.merchant_id = o.merchant_id
--rollback ) AS x;

--changeset eligo:sql-face-facts
-- What the state of an offer should be.
CREATE VIEW offer_facts AS
SELECT c.id, c.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::smallint AS min_level,
       coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
       coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' AND c.used_cashback_budget < c.net_cashback_budget
           AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id
                       AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_open
FROM cashback_configuration c
JOIN merchant m ON m.id = c.merchant_id
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

-- What the state of an outlet should be.
CREATE VIEW outlet_facts AS
SELECT o.id AS outlet_id, o.merchant_id,
       coalesce(o.is_active AND o.review_status = 'Approved'
           AND EXISTS (SELECT FROM payment_point p
                       WHERE p.outlet_id = o.id AND p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved'), false) AS is_open
FROM outlet o;
--rollback DROP VIEW outlet_facts;
--rollback DROP VIEW offer_facts;

--changeset eligo:sql-face-refresh splitStatements:false
-- Two transactions that change parts of one thing each see only their own part. So both lock the thing's state and then look
-- again, in a statement of its own: at READ COMMITTED whoever comes second sees what the first has committed. They write
-- it even where it stays the same: then one at REPEATABLE READ, who cannot look again, is told that it cannot be serialised.
CREATE FUNCTION refresh_offers(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM offer WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE offer o
    SET merchant_id = f.merchant_id, merchant_no = f.merchant_no, broad_all = f.broad_all, broad_non_customer = f.broad_non_customer,
        min_level = f.min_level, valid_from = f.valid_from, valid_until = f.valid_until, is_open = f.is_open
    FROM offer_facts f
    WHERE f.id = o.id AND o.id = ANY (ids) AND f.id = ANY (ids);
END $$;

CREATE FUNCTION refresh_outlets(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM outlet_state WHERE outlet_id = ANY (ids) ORDER BY outlet_id FOR NO KEY UPDATE;
    UPDATE outlet_state s SET merchant_id = f.merchant_id, is_open = f.is_open
    FROM outlet_facts f
    WHERE f.outlet_id = s.outlet_id AND s.outlet_id = ANY (ids) AND f.outlet_id = ANY (ids);
    DELETE FROM open_link l USING outlet_state s
    WHERE l.outlet_id = ANY (ids) AND s.outlet_id = l.outlet_id AND (NOT s.is_open OR s.merchant_id <> l.merchant_id);
    INSERT INTO open_link (offer_no, outlet_id, merchant_id)
    SELECT o.offer_no, s.outlet_id, s.merchant_id
    FROM outlet_state s JOIN offer_outlet k USING (outlet_id) JOIN offer o ON o.id = k.offer_id
    WHERE s.outlet_id = ANY (ids) AND s.is_open
    ON CONFLICT DO NOTHING;
END $$;

-- Brings all state in line with the sources, and says how many things were not: only writers at REPEATABLE READ can have
-- left any, or somebody who wrote the state itself.
CREATE FUNCTION repair_sql_face() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    offers uuid[] := ARRAY(
        SELECT o.id FROM offer o JOIN offer_facts f USING (id)
        WHERE (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.min_level, o.valid_from, o.valid_until, o.is_open)
            IS DISTINCT FROM (f.merchant_id, f.merchant_no, f.broad_all, f.broad_non_customer, f.min_level, f.valid_from, f.valid_until, f.is_open));
    outlets uuid[] := ARRAY(
        SELECT outlet_id FROM outlet_facts f FULL JOIN outlet_state s USING (outlet_id)
        WHERE (f.merchant_id, f.is_open) IS DISTINCT FROM (s.merchant_id, s.is_open)
        UNION
        SELECT outlet_id FROM (
            SELECT o.offer_no, s.outlet_id, s.merchant_id
            FROM outlet_state s JOIN offer_outlet k USING (outlet_id) JOIN offer o ON o.id = k.offer_id WHERE s.is_open) AS wanted
        FULL JOIN open_link l USING (offer_no, outlet_id)
        WHERE wanted.merchant_id IS DISTINCT FROM l.merchant_id);
BEGIN
    INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (outlets) ON CONFLICT DO NOTHING;
    DELETE FROM outlet_state WHERE outlet_id = ANY (outlets) AND NOT EXISTS (SELECT FROM outlet o WHERE o.id = outlet_id);
    DELETE FROM open_link WHERE outlet_id = ANY (outlets);
    PERFORM refresh_offers(offers), refresh_outlets(outlets);
    RETURN cardinality(offers) + cardinality(outlets);
END $$;
--rollback DROP FUNCTION repair_sql_face();
--rollback DROP FUNCTION refresh_outlets(uuid[]);
--rollback DROP FUNCTION refresh_offers(uuid[]);

--changeset eligo:sql-face-triggers splitStatements:false
CREATE OR REPLACE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        INSERT INTO offer (id, offer_type, offer_no) SELECT id, TG_ARGV[0], offer_no FROM added;
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
            USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, DETAIL = SQLERRM;
    END;
    PERFORM refresh_offers(ARRAY(SELECT id FROM added));
    RETURN NULL;
END $$;

-- Spending that stays within the budget changes no state, and neither do names.
CREATE FUNCTION refresh_updated_offers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[];
BEGIN
    IF TG_TABLE_NAME = 'cashback_configuration' THEN
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_cashback_budget < a.net_cashback_budget)
                IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_cashback_budget < b.net_cashback_budget));
    ELSIF TG_TABLE_NAME = 'exclusive_offer' THEN
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_offer_budget < a.net_offer_budget)
                IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_offer_budget < b.net_offer_budget));
    ELSE
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.is_active, a.deleted_at IS NULL, a.review_status, coalesce(a.points_used_in_period < a.points_issued_limit, true))
                IS DISTINCT FROM (b.merchant_id, b.is_active, b.deleted_at IS NULL, b.review_status, coalesce(b.points_used_in_period < b.points_issued_limit, true)));
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_offers(moved);
    END IF;
    RETURN NULL;
END $$;

-- Of tiers and rewards; the argument is the column that names their offer.
CREATE FUNCTION refresh_offers_of_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[];
BEGIN
    EXECUTE CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT array_agg(DISTINCT %I) FROM added', TG_ARGV[0])
        WHEN 'DELETE' THEN format('SELECT array_agg(DISTINCT %I) FROM removed', TG_ARGV[0])
        WHEN 'UPDATE' THEN format('SELECT array_agg(DISTINCT %I) FROM ((TABLE before EXCEPT TABLE after) UNION ALL (TABLE after EXCEPT TABLE before)) AS moved', TG_ARGV[0])
        ELSE format('SELECT array_agg(id) FROM offer WHERE offer_type = %L', TG_ARGV[1])
    END INTO moved;
    IF moved IS NOT NULL THEN
        PERFORM refresh_offers(moved);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Without payment points none is open yet.
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM added;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM open_link USING removed r WHERE outlet_id = r.id;
        DELETE FROM outlet_state USING removed r WHERE outlet_id = r.id;
    ELSIF TG_OP = 'TRUNCATE' THEN
        DELETE FROM open_link;
        DELETE FROM outlet_state;
    ELSE
        DELETE FROM outlet_state WHERE outlet_id IN (SELECT id FROM before EXCEPT SELECT id FROM after);
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM after WHERE id NOT IN (SELECT id FROM before);
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status));
        IF moved <> '{}' THEN
            PERFORM refresh_outlets(moved);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_outlets_of_points() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        moved := ARRAY(SELECT DISTINCT outlet_id FROM added WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved');
    ELSIF TG_OP = 'DELETE' THEN
        moved := ARRAY(SELECT DISTINCT outlet_id FROM removed WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved');
    ELSIF TG_OP = 'UPDATE' THEN
        moved := ARRAY(
            SELECT outlet_id FROM (
                (SELECT id, outlet_id FROM before WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved'
                 EXCEPT SELECT id, outlet_id FROM after WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved')
                UNION ALL
                (SELECT id, outlet_id FROM after WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved'
                 EXCEPT SELECT id, outlet_id FROM before WHERE is_active AND deleted_at IS NULL AND review_status = 'Approved')) AS moved
            GROUP BY outlet_id);
    ELSE
        moved := ARRAY(SELECT outlet_id FROM outlet_state WHERE is_open);
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_outlets(moved);
    END IF;
    RETURN NULL;
END $$;

-- The outlets' states are locked, shared: else somebody who opens or closes one would not see that the link comes or goes, nor
-- the other way round.
CREATE FUNCTION refresh_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM open_link;
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM added) ORDER BY outlet_id FOR SHARE;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM removed) ORDER BY outlet_id FOR SHARE;
    ELSE
        PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM added UNION ALL SELECT outlet_id FROM removed)
        ORDER BY outlet_id FOR SHARE;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        DELETE FROM open_link l USING removed r JOIN offer o ON o.id = r.offer_id
        WHERE l.offer_no = o.offer_no AND l.outlet_id = r.outlet_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO open_link (offer_no, outlet_id, merchant_id)
        SELECT o.offer_no, s.outlet_id, s.merchant_id
        FROM added a JOIN offer o ON o.id = a.offer_id JOIN outlet_state s ON s.outlet_id = a.outlet_id
        WHERE s.is_open
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER refresh_state AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_updated_offers();
CREATE TRIGGER refresh_state AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_updated_offers();
CREATE TRIGGER refresh_state AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_updated_offers();
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER refresh_state;
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER refresh_state;
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER refresh_state;

DO $do$
DECLARE source record;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('cashback_tier', 'refresh_offers_of_parts(''cashback_configuration_id'', ''Cashback'')'),
        ('loyalty_tier', 'refresh_offers_of_parts(''loyalty_program_id'', ''Loyalty'')'),
        ('loyalty_reward', 'refresh_offers_of_parts(''loyalty_program_id'', ''Loyalty'')'),
        ('outlet', 'refresh_changed_outlets()'),
        ('payment_point', 'refresh_outlets_of_points()')) AS t(name, function)
    LOOP
        EXECUTE format('CREATE TRIGGER state_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION %s', source.name, source.function);
        EXECUTE format('CREATE TRIGGER state_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION %s', source.name, source.function);
        EXECUTE format('CREATE TRIGGER state_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION %s', source.name, source.function);
        EXECUTE format('CREATE TRIGGER state_truncate AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION %s', source.name, source.function);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
            ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate', source.name);
    END LOOP;
END $do$;
CREATE TRIGGER state_insert AFTER INSERT ON offer_outlet REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_links();
CREATE TRIGGER state_delete AFTER DELETE ON offer_outlet REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_links();
CREATE TRIGGER state_update AFTER UPDATE ON offer_outlet REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_links();
CREATE TRIGGER state_truncate AFTER TRUNCATE ON offer_outlet
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_links();
ALTER TABLE offer_outlet ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

SELECT repair_sql_face();
--rollback DROP FUNCTION refresh_updated_offers() CASCADE;
--rollback DROP FUNCTION refresh_offers_of_parts() CASCADE;
--rollback DROP FUNCTION refresh_changed_outlets() CASCADE;
--rollback DROP FUNCTION refresh_outlets_of_points() CASCADE;
--rollback DROP FUNCTION refresh_links() CASCADE;
--rollback CREATE OR REPLACE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     INSERT INTO offer (id, offer_type, offer_no) SELECT id, TG_ARGV[0], offer_no FROM added;
--rollback     RETURN NULL;
--rollback EXCEPTION WHEN unique_violation THEN
--rollback     RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
--rollback         USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, DETAIL = SQLERRM;
--rollback END $$;

--changeset eligo:sql-face
-- The face for SQL: one row a known user, granted offer and live outlet. Targeted offers are found through the relations at
-- their merchant, whichever of user, offer, merchant or outlet is asked for, and checked against the user's row; broad ones
-- multiply the users, as they must. One row's arrays are looked into at a time. What looks roundabout steers the planner:
-- OFFSET 0: a look at user_grants by its key for each relation, and not, at random_page_cost 4, a scan of the whole table;
-- CASE: links are looked up behind the user's row, once a grant, and not multiplied with the relations before it;
-- cardinality >= 0: always true, and a hash join of all users with an empty list of offers does not even begin;
-- the sub-select of the clock: once a statement; NOT IN merchants that are not active: few, hashed once.
CREATE VIEW user_offer_eligibility AS
SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible,
       o.valid_from, o.valid_until, g.computed_at AS last_updated
FROM customer_type c
CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all AND o.offer_type <> 'Loyalty'
JOIN open_link l ON l.offer_no = CASE WHEN o.offer_no = ANY (g.offer_nos) THEN o.offer_no END AND l.merchant_id = o.merchant_id
WHERE l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active')
UNION ALL
SELECT c.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
       o.valid_from, o.valid_until, g.computed_at
FROM customer_type c
CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all AND o.offer_type = 'Loyalty' AND o.offer_no = ANY (g.offer_nos)
    AND EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = o.merchant_no AND r & 7 >= o.min_level)
JOIN outlet_state l ON l.merchant_id = o.merchant_id AND l.is_open
WHERE l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active')
UNION ALL
SELECT g.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
       o.valid_from, o.valid_until, g.computed_at
FROM offer o
CROSS JOIN user_grants g
JOIN open_link l ON l.offer_no = o.offer_no
    AND CASE WHEN o.merchant_id IS NULL THEN l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active') ELSE l.merchant_id = o.merchant_id END
WHERE o.offer_type <> 'Loyalty'
  AND (o.broad_all OR (o.broad_non_customer AND NOT EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = o.merchant_no)))
  AND (o.merchant_id IS NULL OR o.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active'))
UNION ALL
SELECT g.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
       o.valid_from, o.valid_until, g.computed_at
FROM offer o
JOIN outlet_state l ON l.merchant_id = o.merchant_id AND l.is_open
JOIN user_grants g ON o.broad_all = (cardinality(g.offer_nos) >= 0)
WHERE o.offer_type = 'Loyalty' AND o.broad_all
  AND l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active');
--rollback DROP VIEW user_offer_eligibility;
