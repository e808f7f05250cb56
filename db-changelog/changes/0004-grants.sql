--liquibase formatted sql

--changeset eligo:user-grants
-- One row a known user. offer_nos: the targeted offers granted, sorted; broad ones stand in no row.
-- relations: merchant_no << 3 | level, levels 1 to 5, sorted. fillfactor leaves room for heap-only updates.
CREATE TABLE user_grants (
    user_id     uuid PRIMARY KEY,
    offer_nos   integer[] NOT NULL,
    relations   integer[] NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Every transaction below this one is accounted for in the row.
    computed_from xid8 NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot())
) WITH (fillfactor = 80);
--rollback DROP TABLE user_grants;

--changeset eligo:catalog-change
-- What happened to audiences, in the order nobody may rely on: readers remember a snapshot and ask what it had not seen.
CREATE TABLE catalog_change (
    xid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    offer_id uuid,         -- null: a merchant came, or all offers of a table went at once
    -- When the pruner first saw it. Not when it was written: its transaction may have committed long after.
    seen_at  timestamptz
);
CREATE INDEX catalog_change_xid ON catalog_change (xid);
--rollback DROP TABLE catalog_change;

--changeset eligo:catalog-change-triggers splitStatements:false
CREATE FUNCTION log_audience_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE FUNCTION log_audience_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id) SELECT id FROM removed;
    RETURN NULL;
END $$;
CREATE FUNCTION log_audience_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id)
    SELECT a.id FROM after a JOIN before b USING (id)
    WHERE (a.merchant_id, a.eligible_customer_types) IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types);
    RETURN NULL;
END $$;
CREATE FUNCTION log_program_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id)
    SELECT a.id FROM after a JOIN before b USING (id) WHERE a.merchant_id IS DISTINCT FROM b.merchant_id;
    RETURN NULL;
END $$;
CREATE FUNCTION log_tier_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id) SELECT DISTINCT loyalty_program_id FROM added;
    RETURN NULL;
END $$;
CREATE FUNCTION log_tier_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id) SELECT DISTINCT loyalty_program_id FROM removed;
    RETURN NULL;
END $$;
CREATE FUNCTION log_tier_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id)
    SELECT DISTINCT loyalty_program_id FROM (
        SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after
        EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before
        UNION ALL
        (SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM before
         EXCEPT SELECT id, loyalty_program_id, min_customer_type, is_active, deleted_at IS NULL, review_status FROM after)
    ) AS moved;
    RETURN NULL;
END $$;
CREATE FUNCTION log_catalog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_change (offer_id) VALUES (NULL);
    RETURN NULL;
END $$;

DO $do$
DECLARE source record;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('cashback_configuration', 'audience', 'audience'),
        ('exclusive_offer', 'audience', 'audience'),
        ('loyalty_program', 'audience', 'program'),
        ('loyalty_tier', 'tier', 'tier')) AS t(name, rows, updates)
    LOOP
        EXECUTE format('CREATE TRIGGER log_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, 'log_' || source.rows || '_added');
        EXECUTE format('CREATE TRIGGER log_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, 'log_' || source.rows || '_removed');
        EXECUTE format('CREATE TRIGGER log_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', source.name, 'log_' || source.updates || '_updated');
        EXECUTE format('CREATE TRIGGER log_truncate AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION log_catalog_changed()', source.name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
            ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate', source.name);
    END LOOP;
END $do$;
CREATE TRIGGER log_insert AFTER INSERT ON merchant FOR EACH STATEMENT EXECUTE FUNCTION log_catalog_changed();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER log_insert;
--rollback DROP FUNCTION log_audience_added() CASCADE;
--rollback DROP FUNCTION log_audience_removed() CASCADE;
--rollback DROP FUNCTION log_audience_updated() CASCADE;
--rollback DROP FUNCTION log_program_updated() CASCADE;
--rollback DROP FUNCTION log_tier_added() CASCADE;
--rollback DROP FUNCTION log_tier_removed() CASCADE;
--rollback DROP FUNCTION log_tier_updated() CASCADE;
--rollback DROP FUNCTION log_catalog_changed() CASCADE;
