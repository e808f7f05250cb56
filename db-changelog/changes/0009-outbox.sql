--liquibase formatted sql

--changeset eligo:outbox-event
-- What is to be recomputed, never what changed. Triggers write a row in the transaction of whoever changes a source table; a row
-- goes when it is done. Waiting: leased_until is null or over, not_before has come. Leased: leased_until is to come.
-- Parked: parked_at is set, and nobody leases it until an operator says so.
CREATE TABLE outbox_event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- offer: the customers of merchant_id, and of the merchant that offer_id has by then; users: those; everybody: everybody.
    kind         text NOT NULL CHECK (kind IN ('offer', 'users', 'everybody')),
    offer_id     uuid,
    -- Of an offer that is gone nobody else would know it.
    offer_no     integer,
    merchant_id  uuid,
    users        uuid[],
    size         integer GENERATED ALWAYS AS (cardinality(users)) STORED,
    -- False where it can only add grants: what takes away goes first.
    takes_away   boolean NOT NULL,
    -- By this full-rebuild and freshness tokens know it; ids are taken before commit and say nothing.
    xid          xid8 NOT NULL DEFAULT pg_current_xact_id(),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often it has failed; and how often it was leased: more often, if its nodes died over it.
    attempts     integer NOT NULL DEFAULT 0,
    leases       integer NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL DEFAULT '-infinity',
    lease        uuid,
    leased_until timestamptz,
    parked_at    timestamptz,
    error        text,
    CONSTRAINT names_its_thing CHECK (CASE kind WHEN 'offer' THEN offer_id IS NOT NULL AND offer_no IS NOT NULL AND merchant_id IS NOT NULL AND users IS NULL
        WHEN 'users' THEN users IS NOT NULL AND offer_id IS NULL ELSE offer_id IS NULL AND users IS NULL END)
-- A queue: rows come and go, so vacuum by number and not by share.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
CREATE INDEX outbox_event_waiting ON outbox_event (kind, id) WHERE parked_at IS NULL;
CREATE INDEX outbox_event_lease ON outbox_event (lease) WHERE lease IS NOT NULL;
CREATE INDEX outbox_event_xid ON outbox_event (xid);
-- How many are not done, without the parked ones: for whoever asks in a statement of their own.
CREATE FUNCTION outbox_pending() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM outbox_event WHERE parked_at IS NULL';
--rollback DROP FUNCTION outbox_pending();
--rollback DROP TABLE outbox_event;

--changeset eligo:catalog-log
-- What happened to the catalogue, in the order nobody may rely on: readers remember a snapshot and ask what it had not seen.
-- Databases that were migrated before it had everything have one of audiences only.
DROP TABLE IF EXISTS catalog_change;
DROP FUNCTION IF EXISTS log_audience_added(), log_audience_removed(), log_audience_updated(), log_program_updated(),
    log_tier_added(), log_tier_removed(), log_tier_updated(), log_catalog_changed() CASCADE;
CREATE TABLE catalog_change (
    xid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- everything: a table was emptied.
    kind     text NOT NULL CHECK (kind IN ('merchant', 'outlet', 'offer', 'everything')),
    id       uuid CHECK ((id IS NULL) = (kind = 'everything')),
    -- Grants depend on what moved, and not only what is live.
    audience boolean NOT NULL,
    -- When the pruner first saw it. Not when it was written: its transaction may have committed long after.
    seen_at  timestamptz
);
CREATE INDEX catalog_change_xid ON catalog_change (xid);
CREATE INDEX catalog_change_audience ON catalog_change (xid) WHERE audience;
--rollback DROP TABLE catalog_change;

--changeset eligo:capture splitStatements:false
-- Whether an audience grants to anybody by a row of user_grants; everybody and non-customers stand in none.
CREATE FUNCTION is_targeted(audience text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT audience && ARRAY['New', 'Infrequent', 'Occasional', 'Regular', 'Vip'] AND NOT 'All' = ANY (audience)
       AND NOT audience @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']
$$;

-- A thousand users an event, in order: that is a chunk of work.
-- A million rows of one statement are joined and sorted here, in memory if it may be.
CREATE FUNCTION capture_customer_types() RETURNS trigger LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO outbox_event (kind, takes_away) VALUES ('everybody', true);
        RETURN NULL;
    END IF;
    EXECUTE format('
        INSERT INTO outbox_event (kind, users, takes_away)
        SELECT ''users'', array_agg(user_id), %L
        FROM (SELECT user_id, (row_number() OVER (ORDER BY user_id) - 1) / 1000 AS piece FROM (SELECT DISTINCT user_id FROM %s) AS users) AS pieces
        GROUP BY piece ORDER BY piece',
        TG_OP <> 'INSERT',
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed'
            ELSE '(SELECT user_id FROM after a FULL JOIN before b USING (user_id, merchant_id) WHERE a.type IS DISTINCT FROM b.type) AS moved' END);
    RETURN NULL;
END $$;

-- Of cashback_configuration and exclusive_offer. Live is not granted: switches, windows and budgets move no grant.
CREATE FUNCTION capture_audiences() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', id, offer_no, merchant_id, false FROM added WHERE merchant_id IS NOT NULL AND is_targeted(eligible_customer_types);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', id, offer_no, merchant_id, true FROM removed WHERE merchant_id IS NOT NULL AND is_targeted(eligible_customer_types);
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

-- A program's tiers may come and go with it: at their triggers it is not there any more, so the program's own say it.
CREATE FUNCTION capture_programs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT 'offer', id, offer_no, merchant_id, true FROM removed WHERE merchant_id IS NOT NULL;
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
CREATE FUNCTION capture_tiers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, false FROM added JOIN loyalty_program p ON p.id = loyalty_program_id
        WHERE p.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true FROM removed JOIN loyalty_program p ON p.id = loyalty_program_id
        WHERE p.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, takes_away)
        SELECT DISTINCT 'offer', p.id, p.offer_no, p.merchant_id, true
        FROM ((SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after
               EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before)
              UNION ALL
              (SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before
               EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after)) AS moved
        JOIN loyalty_program p ON p.id = loyalty_program_id
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
            CREATE FUNCTION log_%1$s() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, %3$I, %5$L::boolean FROM added;
                ELSIF TG_OP = 'DELETE' THEN
                    INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT %2$L, %3$I, %5$L::boolean FROM removed;
                ELSIF TG_OP = 'UPDATE' THEN
                    INSERT INTO catalog_change (kind, id, audience)
                    SELECT %2$L, m.thing, bool_or(m.granting)
                    FROM (SELECT a.%3$I AS one, b.%3$I AS other, %6$s AS granting
                          FROM (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM after) AS a
                          FULL JOIN (SELECT *, ROW(%4$s) AS shown, ROW(%7$s) AS grants FROM before) AS b USING (%8$s)
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
        EXECUTE format('CREATE TRIGGER log_insert AFTER INSERT ON %1$I REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION log_%1$s()', source.name);
        EXECUTE format('CREATE TRIGGER log_delete AFTER DELETE ON %1$I REFERENCING OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION log_%1$s()', source.name);
        EXECUTE format('CREATE TRIGGER log_update AFTER UPDATE ON %1$I REFERENCING OLD TABLE AS before NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION log_%1$s()', source.name);
        EXECUTE format('CREATE TRIGGER log_truncate AFTER TRUNCATE ON %1$I
            FOR EACH STATEMENT EXECUTE FUNCTION log_%1$s()', source.name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
            ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate', source.name);
    END LOOP;

    FOR source IN SELECT * FROM (VALUES
        ('customer_type', 'capture_customer_types'),
        ('cashback_configuration', 'capture_audiences'),
        ('exclusive_offer', 'capture_audiences'),
        ('loyalty_program', 'capture_programs'),
        ('loyalty_tier', 'capture_tiers')) AS t(name, function)
    LOOP
        EXECUTE format('CREATE TRIGGER capture_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, source.function);
        EXECUTE format('CREATE TRIGGER capture_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, source.function);
        EXECUTE format('CREATE TRIGGER capture_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, source.function);
        EXECUTE format('CREATE TRIGGER capture_truncate AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, source.function);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete,
            ENABLE ALWAYS TRIGGER capture_update, ENABLE ALWAYS TRIGGER capture_truncate', source.name);
    END LOOP;
END $do$;
--rollback DROP FUNCTION is_targeted(text[]);
--rollback DROP FUNCTION capture_customer_types() CASCADE;
--rollback DROP FUNCTION capture_audiences() CASCADE;
--rollback DROP FUNCTION capture_programs() CASCADE;
--rollback DROP FUNCTION capture_tiers() CASCADE;
--rollback DROP FUNCTION log_merchant() CASCADE;
--rollback DROP FUNCTION log_outlet() CASCADE;
--rollback DROP FUNCTION log_payment_point() CASCADE;
--rollback DROP FUNCTION log_cashback_configuration() CASCADE;
--rollback DROP FUNCTION log_cashback_tier() CASCADE;
--rollback DROP FUNCTION log_exclusive_offer() CASCADE;
--rollback DROP FUNCTION log_loyalty_program() CASCADE;
--rollback DROP FUNCTION log_loyalty_tier() CASCADE;
--rollback DROP FUNCTION log_loyalty_reward() CASCADE;
--rollback DROP FUNCTION log_offer_outlet() CASCADE;
