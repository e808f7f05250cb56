--liquibase formatted sql

--changeset eligo:eligibility-view-code runOnChange:true splitStatements:false stripComments:false
-- The view user_offer_eligibility, and the triggers that keep its tables. The triggers lock only the offer or the outlet whose state
-- changes, so writers of the source tables rarely wait.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- The instant that decides windows: eligo.now where a session sets it, else the transaction's.
CREATE OR REPLACE FUNCTION eligo_now() RETURNS timestamptz LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('eligo.now', true), '')::timestamptz, now());

-- Whether the sorted relations contain one at the merchant, of the level or above. Inlined, and without a sub-plan for each row.
CREATE OR REPLACE FUNCTION has_relation(relations integer[], merchant_no integer, level integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN width_bucket(merchant_no << 3 | 7, relations) > width_bucket((merchant_no << 3 | level) - 1, relations);

CREATE OR REPLACE FUNCTION is_live(p payment_point) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved'; -- LIVE_OUTLET

-- What offer should contain. A comment in capitals names the constant of LiveRule (module rules) whose condition the line states again; the
-- view user_offer_eligibility states IN_WINDOW. An offer whose merchant does not exist (session_replication_role = replica checks no foreign key) keeps
-- its state until the merchant comes; it has no open outlet until then.
CREATE OR REPLACE VIEW expected_offer AS
SELECT c.id, c.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::smallint AS min_level,
       coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
       coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
           AND c.used_cashback_budget < c.net_cashback_budget -- BUDGET_LEFT
           AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id -- LIVE_PARTS
                       AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_open
FROM cashback_configuration c
LEFT JOIN merchant m ON m.id = c.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (c.eligible_customer_types) OR c.eligible_customer_types @> customer_types()) AS a(broad_all)
UNION ALL
SELECT e.id, e.merchant_id, m.merchant_no, a.broad_all, 'NonCustomer' = ANY (e.eligible_customer_types), NULL, e.start_date, e.end_date,
       coalesce(e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
           AND e.used_offer_budget < e.net_offer_budget, false) -- BUDGET_LEFT
FROM exclusive_offer e
LEFT JOIN merchant m ON m.id = e.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (e.eligible_customer_types) OR e.eligible_customer_types @> customer_types()) AS a(broad_all)
UNION ALL
SELECT l.id, l.merchant_id, m.merchant_no, coalesce(t.min_level = 0 AND l.merchant_id IS NOT NULL, false), false, t.min_level, '-infinity', 'infinity',
       coalesce(l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
           AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit) -- BUDGET_LEFT
           AND t.min_level IS NOT NULL -- LIVE_PARTS
           AND EXISTS (SELECT FROM loyalty_reward r WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved'), false)
FROM loyalty_program l
LEFT JOIN merchant m ON m.id = l.merchant_id
CROSS JOIN LATERAL (
    SELECT min(customer_level(t.min_customer_type))::smallint AS min_level
    FROM loyalty_tier t
    WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved') AS t;

-- What outlet_state should contain.
CREATE OR REPLACE VIEW expected_outlet_state AS
SELECT o.id AS outlet_id, o.merchant_id,
       coalesce(o.is_active AND o.review_status = 'Approved' -- LIVE_OUTLET
           AND EXISTS (SELECT FROM merchant m WHERE m.id = o.merchant_id AND m.status = 'Active') -- MERCHANT_ACTIVE
           AND EXISTS (SELECT FROM payment_point p WHERE p.outlet_id = o.id AND is_live(p)), false) AS is_open
FROM outlet o;

-- What offering should contain, given offer and outlet_state.
CREATE OR REPLACE VIEW expected_offering AS
SELECT o.id AS offer_id, s.outlet_id, s.merchant_id, s.is_open AS outlet_is_open, o.offer_type, o.merchant_id AS offer_merchant_id,
       o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open
FROM offer_outlet k
JOIN offer o ON o.id = k.offer_id
JOIN outlet_state s ON s.outlet_id = k.outlet_id
UNION ALL
SELECT o.id, s.outlet_id, s.merchant_id, s.is_open, o.offer_type, o.merchant_id,
       o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open
FROM offer o
JOIN outlet_state s ON s.merchant_id = o.merchant_id
WHERE o.offer_type = 'Loyalty';

-- What broad_offering should contain, given offering.
CREATE OR REPLACE VIEW expected_broad_offering AS
SELECT offer_id, outlet_id, merchant_id, excluded_merchant_no, is_open, offer_type, valid_from, valid_until FROM offering WHERE is_broad;

-- One row for each known user, granted offer and live outlet. Targeted offers are found through the relations at their merchant,
-- whether a user, an offer, a merchant or an outlet is asked for, and checked against the user's row. Broad offers multiply the users.
-- An offer for non-customers and for some customer types is in both halves. The first applies to users with a relation both in
-- customer_type and in their row, the second to all others; so while a change of a relation waits in the outbox, the user has the offer
-- once, and does not lose one that is valid before and after the change.
-- Constructs that only influence the plan:
-- OFFSET 0: user_grants is read by its key for each relation. Without it, at random_page_cost 4, the whole table is scanned.
-- CASE as condition: the planner estimates that it is true for half of the rows. It estimates that = ANY is true for almost none,
--   and would not memoize the offerings. The same CASE inside the id by which offerings are looked up took half of the time of a
--   user of 90 merchants.
-- CASE around an id: offerings are looked up after that condition, and not joined with the relations before it. is_known has one
--   value; another column of the row would count as another look-up.
-- LEFT JOIN with a CASE that the planner does not see through: a query without a user reads users after the offerings, and none if
--   there are no offerings. In a query for one user the condition makes it an inner join.
-- Sub-select of the clock: it is evaluated once for each statement.
CREATE OR REPLACE VIEW user_offer_eligibility AS
SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible, -- IN_WINDOW
       o.valid_from, o.valid_until, g.computed_at AS last_updated
FROM customer_type c
CROSS JOIN LATERAL (SELECT true AS is_known, * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all
JOIN offering l ON l.merchant_id = o.merchant_id AND l.outlet_is_open
    AND l.offer_id = CASE WHEN g.is_known THEN o.id END
WHERE CASE WHEN o.offer_no = ANY (g.offer_nos)
    THEN CASE WHEN o.offer_type = 'Loyalty' THEN has_relation(g.relations, o.merchant_no, o.min_level)
              WHEN o.broad_non_customer THEN has_relation(g.relations, o.merchant_no, 1)
              ELSE true END
    ELSE false END
UNION ALL
SELECT g.user_id, b.outlet_id, b.offer_type, b.offer_id, b.merchant_id,
       b.is_open AND (SELECT eligo_now()) BETWEEN b.valid_from AND b.valid_until, -- IN_WINDOW
       b.valid_from, b.valid_until, g.computed_at
FROM broad_offering b
LEFT JOIN user_grants g ON true
WHERE CASE WHEN g.user_id IS NULL THEN false WHEN b.excluded_merchant_no IS NULL THEN true
    WHEN NOT has_relation(g.relations, b.excluded_merchant_no, 1) THEN true
    ELSE NOT EXISTS (SELECT FROM customer_type c WHERE c.user_id = g.user_id AND c.merchant_id = b.merchant_id) END;

-- Two transactions that change parts of one offer or outlet each see only their own part. So both lock its state and then read again,
-- in a statement of its own: at READ COMMITTED the second sees what the first has committed. They write the state even where it stays
-- the same: a transaction at REPEATABLE READ, which cannot read again, then fails to serialize.
-- A change of an offer's state locks its row of offer, a change of an outlet's its row of outlet_state, and each writes its own columns
-- of the offerings: the two wait for each other only at a row that both write, and neither undoes the other. Rows are always locked in
-- this order: merchants, outlets, offers, offerings, each by its key.
-- A session keeps the plans of a function's statements. A plan that was made while the tables were small reads them from begin to end
-- for each row; a statement that changes many rows, and uses it before autovacuum has analyzed the tables, takes hours. So the
-- functions plan statements with parameters each time (plan_cache_mode), and joins of a transition table, which have none, are
-- dynamic (EXECUTE).
CREATE OR REPLACE FUNCTION refresh_offers(ids uuid[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM FROM offer WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE offer o
    SET merchant_id = e.merchant_id, merchant_no = e.merchant_no, broad_all = e.broad_all, broad_non_customer = e.broad_non_customer,
        min_level = e.min_level, valid_from = e.valid_from, valid_until = e.valid_until, is_open = e.is_open
    FROM expected_offer e
    WHERE e.id = o.id AND o.id = ANY (ids) AND e.id = ANY (ids);
    WITH moved AS MATERIALIZED (
        SELECT l.offer_id, l.outlet_id FROM offering l JOIN offer o ON o.id = l.offer_id
        WHERE l.offer_id = ANY (ids)
          AND (l.offer_merchant_id, l.merchant_no, l.broad_all, l.broad_non_customer, l.valid_from, l.valid_until, l.is_open)
              IS DISTINCT FROM (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open)
        ORDER BY l.offer_id, l.outlet_id FOR NO KEY UPDATE OF l)
    UPDATE offering l
    SET offer_merchant_id = o.merchant_id, merchant_no = o.merchant_no, broad_all = o.broad_all, broad_non_customer = o.broad_non_customer,
        valid_from = o.valid_from, valid_until = o.valid_until, is_open = o.is_open
    FROM moved m JOIN offer o ON o.id = m.offer_id
    WHERE l.offer_id = m.offer_id AND l.outlet_id = m.outlet_id;
END $$;

CREATE OR REPLACE FUNCTION refresh_outlets(ids uuid[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM FROM outlet_state WHERE outlet_id = ANY (ids) ORDER BY outlet_id FOR NO KEY UPDATE;
    UPDATE outlet_state s SET merchant_id = e.merchant_id, is_open = e.is_open
    FROM expected_outlet_state e
    WHERE e.outlet_id = s.outlet_id AND s.outlet_id = ANY (ids) AND e.outlet_id = ANY (ids);
    WITH moved AS MATERIALIZED (
        SELECT l.offer_id, l.outlet_id FROM offering l JOIN outlet_state s ON s.outlet_id = l.outlet_id
        WHERE l.outlet_id = ANY (ids) AND (l.merchant_id, l.outlet_is_open) IS DISTINCT FROM (s.merchant_id, s.is_open)
        ORDER BY l.offer_id, l.outlet_id FOR NO KEY UPDATE OF l)
    UPDATE offering l SET merchant_id = s.merchant_id, outlet_is_open = s.is_open
    FROM moved m JOIN outlet_state s ON s.outlet_id = m.outlet_id
    WHERE l.offer_id = m.offer_id AND l.outlet_id = m.outlet_id;
END $$;

-- The offerings of the merchants' programs: one at every outlet of the merchant. The caller has locked the merchants, exclusively to
-- add programs, shared to add outlets.
CREATE OR REPLACE FUNCTION refresh_program_offerings(merchants uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    DELETE FROM offering
    WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' AND offer_merchant_id IS DISTINCT FROM merchant_id;
    -- Without ON CONFLICT: it would wait for a transaction that is deleting the pair of another outlet, and then insert it again.
    INSERT INTO offering
    SELECT * FROM expected_offering e
    WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty'
      AND NOT EXISTS (SELECT FROM offering l WHERE l.offer_id = e.offer_id AND l.outlet_id = e.outlet_id);
END $$;

-- Corrects all tables of the view, and returns the number of offers and outlets that were wrong: only writers at REPEATABLE READ, or
-- writers of these tables, can have left any.
CREATE OR REPLACE FUNCTION repair_eligibility_view() RETURNS integer LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    offers uuid[];
    outlets uuid[] := ARRAY(
        SELECT outlet_id FROM expected_outlet_state e FULL JOIN outlet_state s USING (outlet_id)
        WHERE (e.merchant_id, e.is_open) IS DISTINCT FROM (s.merchant_id, s.is_open));
    offering_outlets uuid[];
BEGIN
    -- Dynamic, so that it is planned each time. The other comparisons are full joins and EXCEPT, which read no table once for each row.
    EXECUTE 'SELECT array_agg(o.id) FROM offer o JOIN expected_offer e USING (id)
             WHERE (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.min_level, o.valid_from, o.valid_until, o.is_open)
                 IS DISTINCT FROM (e.merchant_id, e.merchant_no, e.broad_all, e.broad_non_customer, e.min_level, e.valid_from, e.valid_until, e.is_open)'
        INTO offers;
    offers := coalesce(offers, '{}');
    INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (outlets) ON CONFLICT DO NOTHING;
    DELETE FROM outlet_state WHERE outlet_id = ANY (outlets) AND NOT EXISTS (SELECT FROM outlet o WHERE o.id = outlet_id);
    PERFORM refresh_offers(offers), refresh_outlets(outlets);
    offering_outlets := ARRAY(
        SELECT outlet_id FROM expected_offering e FULL JOIN offering l USING (offer_id, outlet_id)
        WHERE (e.merchant_id, e.outlet_is_open, e.offer_type, e.offer_merchant_id, e.merchant_no, e.broad_all, e.broad_non_customer, e.valid_from, e.valid_until, e.is_open)
            IS DISTINCT FROM (l.merchant_id, l.outlet_is_open, l.offer_type, l.offer_merchant_id, l.merchant_no, l.broad_all, l.broad_non_customer, l.valid_from, l.valid_until, l.is_open)
        UNION
        SELECT outlet_id FROM ((TABLE broad_offering EXCEPT TABLE expected_broad_offering)
                               UNION ALL (TABLE expected_broad_offering EXCEPT TABLE broad_offering)) AS copies);
    IF offering_outlets <> '{}' THEN
        PERFORM FROM outlet_state WHERE outlet_id = ANY (offering_outlets) ORDER BY outlet_id FOR NO KEY UPDATE;
        PERFORM FROM offer WHERE id IN (SELECT offer_id FROM expected_offering WHERE outlet_id = ANY (offering_outlets)) ORDER BY id FOR SHARE;
        DELETE FROM offering WHERE outlet_id = ANY (offering_outlets);
        DELETE FROM broad_offering WHERE outlet_id = ANY (offering_outlets);
        INSERT INTO offering SELECT * FROM expected_offering WHERE outlet_id = ANY (offering_outlets);
    END IF;
    RETURN cardinality(offers) + (SELECT count(*) FROM (SELECT unnest(outlets) UNION SELECT unnest(offering_outlets)) AS wrong);
END $$;
--rollback DROP FUNCTION repair_eligibility_view();
--rollback DROP FUNCTION refresh_program_offerings(uuid[]);
--rollback DROP FUNCTION refresh_outlets(uuid[]);
--rollback DROP FUNCTION refresh_offers(uuid[]);
--rollback DROP VIEW user_offer_eligibility;
--rollback DROP VIEW expected_broad_offering;
--rollback DROP VIEW expected_offering;
--rollback DROP VIEW expected_outlet_state;
--rollback DROP VIEW expected_offer;
--rollback DROP FUNCTION is_live(payment_point);
--rollback DROP FUNCTION has_relation(integer[], integer, integer);
--rollback DROP FUNCTION eligo_now();

--changeset eligo:eligibility-view-triggers runOnChange:true splitStatements:false stripComments:false
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- A row after and before a change, a and b: whether the offer's state depends on it. Spending within the budget, and names, do not
-- change it. Inlined.
CREATE OR REPLACE FUNCTION is_state_change(a cashback_configuration, b cashback_configuration) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_cashback_budget < a.net_cashback_budget)
    IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_cashback_budget < b.net_cashback_budget);
CREATE OR REPLACE FUNCTION is_state_change(a exclusive_offer, b exclusive_offer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.eligible_customer_types, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.review_status, a.used_offer_budget < a.net_offer_budget)
    IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.review_status, b.used_offer_budget < b.net_offer_budget);
CREATE OR REPLACE FUNCTION is_state_change(a loyalty_program, b loyalty_program) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.is_active, a.deleted_at IS NULL, a.review_status, coalesce(a.points_used_in_period < a.points_issued_limit, true))
    IS DISTINCT FROM (b.merchant_id, b.is_active, b.deleted_at IS NULL, b.review_status, coalesce(b.points_used_in_period < b.points_issued_limit, true));
CREATE OR REPLACE FUNCTION is_state_change(a outlet, b outlet) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status);
CREATE OR REPLACE FUNCTION is_state_change(a merchant, b merchant) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.status = 'Active') IS DISTINCT FROM (b.status = 'Active');

-- Merchants that were inserted or deleted. A merchant may be inserted again with another number, in the same statement or under
-- session_replication_role = replica: its outlets and offers exist already. OFFSET 0: a look-up by the key for each merchant, and
-- not a scan, since there are mostly none.
CREATE OR REPLACE FUNCTION refresh_merchants(merchants uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    outlets uuid[] := ARRAY(SELECT s.outlet_id FROM unnest(merchants) AS m(id), LATERAL (SELECT * FROM outlet_state WHERE merchant_id = m.id OFFSET 0) AS s);
    offers uuid[] := ARRAY(SELECT o.id FROM unnest(merchants) AS m(id), LATERAL (SELECT * FROM offer WHERE merchant_id = m.id OFFSET 0) AS o);
BEGIN
    IF offers <> '{}' THEN
        PERFORM FROM outlet_state WHERE outlet_id = ANY (outlets) ORDER BY outlet_id FOR NO KEY UPDATE;
        PERFORM refresh_offers(offers);
    END IF;
    IF outlets <> '{}' THEN
        PERFORM refresh_outlets(outlets);
    END IF;
END $$;

-- Of merchants that became active, or no longer are.
CREATE OR REPLACE FUNCTION refresh_outlets_of_merchants(merchants uuid[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF merchants <> '{}' THEN
        PERFORM refresh_outlets(ARRAY(SELECT outlet_id FROM outlet_state WHERE merchant_id = ANY (merchants)));
    END IF;
END $$;

-- An outlet that comes to a merchant locks it, shared, and its programs: otherwise it would not see a concurrent change of the
-- merchant's status or of a program, and that change would not see the outlet.
CREATE OR REPLACE FUNCTION move_outlets(come uuid[], gone uuid[], changed uuid[], merchants uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    replica boolean := current_setting('session_replication_role') = 'replica';
BEGIN
    IF merchants <> '{}' THEN
        PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR SHARE;
        PERFORM FROM offer WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' ORDER BY id FOR SHARE;
    END IF;
    IF gone <> '{}' THEN
        DELETE FROM outlet_state WHERE outlet_id = ANY (gone);
        DELETE FROM offering WHERE outlet_id = ANY (gone);
    END IF;
    -- Without payment points an outlet is not open yet; under the replica role they may be there before it, and links too.
    IF come <> '{}' THEN
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (come)
        ON CONFLICT DO NOTHING;
        IF replica THEN
            changed := changed || come;
        END IF;
    END IF;
    IF changed <> '{}' THEN
        PERFORM refresh_outlets(changed);
    END IF;
    IF come <> '{}' AND replica THEN
        INSERT INTO offering SELECT e.* FROM expected_offering e WHERE e.outlet_id = ANY (come) AND e.offer_type <> 'Loyalty'
        ON CONFLICT DO NOTHING;
    END IF;
    IF merchants <> '{}' THEN
        PERFORM refresh_program_offerings(merchants);
    END IF;
END $$;

-- Programs that come to merchants or leave them.
CREATE OR REPLACE FUNCTION move_programs(programs uuid[], merchants uuid[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF merchants <> '{}' THEN
        PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR NO KEY UPDATE;
        PERFORM FROM outlet_state WHERE merchant_id = ANY (merchants) ORDER BY outlet_id FOR SHARE;
        IF programs <> '{}' THEN
            PERFORM refresh_offers(programs);
        END IF;
        PERFORM refresh_program_offerings(merchants);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_merchants() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM refresh_merchants(ARRAY(SELECT a.id FROM added a));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM refresh_merchants(ARRAY(SELECT r.id FROM removed r));
    ELSE
        PERFORM refresh_outlets_of_merchants(ARRAY(SELECT id FROM after a FULL JOIN before b USING (id) WHERE is_state_change(a::merchant, b::merchant)));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    come uuid[] := '{}';
    gone uuid[] := '{}';
    changed uuid[] := '{}';
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
        changed := ARRAY(SELECT id FROM after a FULL JOIN before b USING (id) WHERE is_state_change(a::outlet, b::outlet));
        merchants := ARRAY(SELECT DISTINCT m.id FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
            WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
    END IF;
    PERFORM move_outlets(come, gone, changed, merchants);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_outlets_of_payment_points() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE outlets uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        outlets := ARRAY(SELECT DISTINCT a.outlet_id FROM added a WHERE is_live(a::payment_point));
    ELSIF TG_OP = 'DELETE' THEN
        outlets := ARRAY(SELECT DISTINCT r.outlet_id FROM removed r WHERE is_live(r::payment_point));
    ELSIF TG_OP = 'UPDATE' THEN
        outlets := ARRAY(
            SELECT DISTINCT outlet_id FROM (SELECT * FROM after a WHERE is_live(a::payment_point)) AS a
            FULL JOIN (SELECT * FROM before b WHERE is_live(b::payment_point)) AS b USING (id, outlet_id)
            WHERE a.is_active IS NULL OR b.is_active IS NULL);
    ELSE
        outlets := ARRAY(SELECT outlet_id FROM outlet_state WHERE is_open);
    END IF;
    IF outlets <> '{}' THEN
        PERFORM refresh_outlets(outlets);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE offers uuid[];
BEGIN
    IF TG_TABLE_NAME = 'cashback_configuration' THEN
        offers := ARRAY(SELECT id FROM after a FULL JOIN before b USING (id) WHERE is_state_change(a::cashback_configuration, b::cashback_configuration));
    ELSIF TG_TABLE_NAME = 'exclusive_offer' THEN
        offers := ARRAY(SELECT id FROM after a FULL JOIN before b USING (id) WHERE is_state_change(a::exclusive_offer, b::exclusive_offer));
    ELSE
        offers := ARRAY(SELECT id FROM after a FULL JOIN before b USING (id) WHERE is_state_change(a::loyalty_program, b::loyalty_program));
    END IF;
    IF offers <> '{}' THEN
        PERFORM refresh_offers(offers);
    END IF;
    RETURN NULL;
END $$;

-- Of tiers and rewards; the argument is their offers' type.
CREATE OR REPLACE FUNCTION refresh_offers_of_parts() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE offers uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        offers := ARRAY(SELECT id FROM offer WHERE offer_type = TG_ARGV[0]);
    ELSIF TG_ARGV[0] = 'Cashback' THEN
        IF TG_OP = 'INSERT' THEN
            offers := ARRAY(SELECT DISTINCT a.cashback_configuration_id FROM added a);
        ELSIF TG_OP = 'DELETE' THEN
            offers := ARRAY(SELECT DISTINCT r.cashback_configuration_id FROM removed r);
        ELSE
            offers := ARRAY(SELECT DISTINCT c.cashback_configuration_id
                FROM ((TABLE before EXCEPT TABLE after) UNION ALL (TABLE after EXCEPT TABLE before)) AS c);
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        offers := ARRAY(SELECT DISTINCT a.loyalty_program_id FROM added a);
    ELSIF TG_OP = 'DELETE' THEN
        offers := ARRAY(SELECT DISTINCT r.loyalty_program_id FROM removed r);
    ELSE
        offers := ARRAY(SELECT DISTINCT c.loyalty_program_id
            FROM ((TABLE before EXCEPT TABLE after) UNION ALL (TABLE after EXCEPT TABLE before)) AS c);
    END IF;
    IF offers <> '{}' THEN
        PERFORM refresh_offers(offers);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_changed_programs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM move_programs('{}', ARRAY(SELECT DISTINCT a.merchant_id FROM added a WHERE a.merchant_id IS NOT NULL));
    ELSE
        PERFORM move_programs(array_agg(DISTINCT a.id), array_agg(DISTINCT m.id) FILTER (WHERE m.id IS NOT NULL))
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
        WHERE a.merchant_id IS DISTINCT FROM b.merchant_id;
    END IF;
    RETURN NULL;
END $$;

-- The states of the outlets and the offers are locked, shared: otherwise a concurrent change of one of them would not see that the
-- link comes or goes, and the link would not see the change.
CREATE OR REPLACE FUNCTION refresh_changed_links() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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
        EXECUTE 'DELETE FROM offering l USING removed r WHERE l.offer_id = r.offer_id AND l.outlet_id = r.outlet_id';
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        EXECUTE 'INSERT INTO offering
                 SELECT e.* FROM expected_offering e JOIN added a USING (offer_id, outlet_id) WHERE e.offer_id = ANY ($1)
                 ON CONFLICT DO NOTHING' USING offers;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION copy_broad_offerings() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM broad_offering;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        EXECUTE 'DELETE FROM broad_offering b USING removed r WHERE r.is_broad AND b.offer_id = r.offer_id AND b.outlet_id = r.outlet_id';
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO broad_offering
        SELECT offer_id, outlet_id, merchant_id, excluded_merchant_no, is_open, offer_type, valid_from, valid_until FROM added WHERE is_broad;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON merchant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_merchants();
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON merchant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_merchants();
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON merchant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_merchants();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete, ENABLE ALWAYS TRIGGER state_update;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON outlet REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_outlets();
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON outlet REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_outlets();
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON outlet REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_outlets();
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON outlet
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_outlets();
ALTER TABLE outlet ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON payment_point REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_payment_points();
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON payment_point REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_payment_points();
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON payment_point REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_payment_points();
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON payment_point
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_payment_points();
ALTER TABLE payment_point ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON cashback_tier REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Cashback');
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON cashback_tier REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Cashback');
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON cashback_tier REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Cashback');
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON cashback_tier
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Cashback');
ALTER TABLE cashback_tier ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON loyalty_tier REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON loyalty_tier REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON loyalty_tier REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
ALTER TABLE loyalty_tier ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON loyalty_reward REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON loyalty_reward REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON loyalty_reward REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON loyalty_reward
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_offers_of_parts('Loyalty');
ALTER TABLE loyalty_reward ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER state_insert AFTER INSERT ON offer_outlet REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_links();
CREATE OR REPLACE TRIGGER state_delete AFTER DELETE ON offer_outlet REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_links();
CREATE OR REPLACE TRIGGER state_update AFTER UPDATE ON offer_outlet REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_links();
CREATE OR REPLACE TRIGGER state_truncate AFTER TRUNCATE ON offer_outlet
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_links();
ALTER TABLE offer_outlet ENABLE ALWAYS TRIGGER state_insert, ENABLE ALWAYS TRIGGER state_delete,
    ENABLE ALWAYS TRIGGER state_update, ENABLE ALWAYS TRIGGER state_truncate;

CREATE OR REPLACE TRIGGER refresh_state AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_offers();
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER refresh_state;

CREATE OR REPLACE TRIGGER refresh_state AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_offers();
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER refresh_state;

CREATE OR REPLACE TRIGGER refresh_state AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_offers();
-- By its name it fires before refresh_state, which locks offers: merchants are locked first.
CREATE OR REPLACE TRIGGER place_update AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_programs();
-- By its name it fires after register, which inserts the offer.
CREATE OR REPLACE TRIGGER registered_place AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_programs();
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER refresh_state, ENABLE ALWAYS TRIGGER place_update, ENABLE ALWAYS TRIGGER registered_place;

CREATE OR REPLACE TRIGGER copy_insert AFTER INSERT ON offering REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE OR REPLACE TRIGGER copy_delete AFTER DELETE ON offering REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE OR REPLACE TRIGGER copy_update AFTER UPDATE ON offering REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE OR REPLACE TRIGGER copy_truncate AFTER TRUNCATE ON offering
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
ALTER TABLE offering ENABLE ALWAYS TRIGGER copy_insert, ENABLE ALWAYS TRIGGER copy_delete,
    ENABLE ALWAYS TRIGGER copy_update, ENABLE ALWAYS TRIGGER copy_truncate;
--rollback DROP FUNCTION copy_broad_offerings() CASCADE;
--rollback DROP FUNCTION refresh_changed_links() CASCADE;
--rollback DROP FUNCTION refresh_changed_programs() CASCADE;
--rollback DROP FUNCTION refresh_offers_of_parts() CASCADE;
--rollback DROP FUNCTION refresh_changed_offers() CASCADE;
--rollback DROP FUNCTION refresh_outlets_of_payment_points() CASCADE;
--rollback DROP FUNCTION refresh_changed_outlets() CASCADE;
--rollback DROP FUNCTION refresh_changed_merchants() CASCADE;
--rollback DROP FUNCTION move_programs(uuid[], uuid[]);
--rollback DROP FUNCTION move_outlets(uuid[], uuid[], uuid[], uuid[]);
--rollback DROP FUNCTION refresh_outlets_of_merchants(uuid[]);
--rollback DROP FUNCTION refresh_merchants(uuid[]);
--rollback DROP FUNCTION is_state_change(merchant, merchant);
--rollback DROP FUNCTION is_state_change(outlet, outlet);
--rollback DROP FUNCTION is_state_change(loyalty_program, loyalty_program);
--rollback DROP FUNCTION is_state_change(exclusive_offer, exclusive_offer);
--rollback DROP FUNCTION is_state_change(cashback_configuration, cashback_configuration);
