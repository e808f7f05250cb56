--liquibase formatted sql

--changeset eligo:losses-digest
-- What an approval covers. Of a slice: a number for each grant that would go, made of the user and the offer, and the digest of them
-- all, a sum, so that slices and runs that would take the same away have the same. Slices that were held before know no losses, and
-- nothing is taken away by them.
ALTER TABLE batch.held_slice
    ADD COLUMN losses bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN digest_high bigint NOT NULL DEFAULT 0,
    ADD COLUMN digest_low bigint NOT NULL DEFAULT 0;
ALTER TABLE batch.held_slice ALTER COLUMN losses SET STORAGE EXTERNAL;
-- digest: of all that was shown. losses: of import, a number for each offer and what would become of it.
-- A halt from before has none, and its approval covers nothing: the run halts again.
ALTER TABLE batch.guard_halt
    ADD COLUMN digest text NOT NULL DEFAULT '',
    ADD COLUMN losses bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN approved_digest text,
    ADD CONSTRAINT approves_what_was_shown CHECK (approved_digest IS NULL OR (approved_digest = digest AND approved_at IS NOT NULL));
--rollback ALTER TABLE batch.guard_halt DROP COLUMN digest, DROP COLUMN losses, DROP COLUMN approved_digest;
--rollback ALTER TABLE batch.held_slice DROP COLUMN losses, DROP COLUMN digest_high, DROP COLUMN digest_low;

--changeset eligo:emptied-source splitStatements:false
-- What an event of everybody names: the offers of the table that was emptied, or everybody where that was customer_type. Found by the
-- event's transaction. Written before the table is emptied, since nobody could say it afterwards.
CREATE TABLE emptied_source (
    xid       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    source    text NOT NULL,
    -- Null: all of everybody's grants.
    offer_nos integer[]
);
CREATE INDEX emptied_source_xid ON emptied_source (xid);
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
DO $do$
DECLARE source record;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('customer_type', NULL),
        ('cashback_configuration', 'cashback_configuration'),
        ('exclusive_offer', 'exclusive_offer'),
        ('loyalty_program', 'loyalty_program'),
        ('loyalty_tier', 'loyalty_program')) AS t(name, offers)
    LOOP
        EXECUTE format($f$
            CREATE FUNCTION name_emptied_%1$s() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
            BEGIN
                INSERT INTO %2$I.emptied_source (source, offer_nos) VALUES (%1$L, %3$s);
                RETURN NULL;
            END $body$ $f$,
            source.name, current_schema(),
            CASE WHEN source.offers IS NULL THEN 'NULL' ELSE format('ARRAY(SELECT offer_no FROM %I.%I)', current_schema(), source.offers) END);
        EXECUTE format('CREATE TRIGGER name_emptied BEFORE TRUNCATE ON %1$I FOR EACH STATEMENT EXECUTE FUNCTION name_emptied_%1$s()', source.name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER name_emptied', source.name);
    END LOOP;
END $do$;
--rollback DROP FUNCTION name_emptied_customer_type() CASCADE;
--rollback DROP FUNCTION name_emptied_cashback_configuration() CASCADE;
--rollback DROP FUNCTION name_emptied_exclusive_offer() CASCADE;
--rollback DROP FUNCTION name_emptied_loyalty_program() CASCADE;
--rollback DROP FUNCTION name_emptied_loyalty_tier() CASCADE;
--rollback DROP TABLE emptied_source;

--changeset eligo:merchant-no-ends
-- 28 bits: the number after the last is refused by the sequence, by its name, and not by whatever comes of a wrong one.
ALTER SEQUENCE merchant_no_seq MAXVALUE 268435455;
--rollback ALTER SEQUENCE merchant_no_seq MAXVALUE 2147483647;
