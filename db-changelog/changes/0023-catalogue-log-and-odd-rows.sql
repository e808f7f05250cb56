--liquibase formatted sql

--changeset eligo:catalog-log-horizon splitStatements:false
-- Followers of catalog_change used to trust their own clock not to have been away for longer than the log reaches back; it stands
-- still while a machine sleeps. Now the log says itself what it has forgotten, whoever has deleted it: a follower whose snapshot is
-- older reads everything.
CREATE TABLE catalog_log (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- The highest transaction of a row that is not in catalog_change any more.
    forgotten xid8 NOT NULL
);
INSERT INTO catalog_log (forgotten) VALUES (pg_current_xact_id());

SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
CREATE FUNCTION remember_forgotten_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    up_to xid8;
    coming xid8 := pg_snapshot_xmax(pg_current_snapshot());
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        up_to := pg_current_xact_id();
    ELSE
        -- Of a database that was restored, rows may have numbers that are yet to be given out here: nobody has looked for those.
        up_to := (SELECT xid FROM removed WHERE xid < coming ORDER BY xid DESC LIMIT 1);
    END IF;
    IF up_to IS NOT NULL THEN
        UPDATE catalog_log SET forgotten = up_to WHERE forgotten < up_to OR forgotten > pg_current_xact_id();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER remember_deleted AFTER DELETE ON catalog_change REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION remember_forgotten_changes();
CREATE TRIGGER remember_truncated AFTER TRUNCATE ON catalog_change
    FOR EACH STATEMENT EXECUTE FUNCTION remember_forgotten_changes();
ALTER TABLE catalog_change ENABLE ALWAYS TRIGGER remember_deleted, ENABLE ALWAYS TRIGGER remember_truncated;
--rollback DROP FUNCTION remember_forgotten_changes() CASCADE;
--rollback DROP TABLE catalog_log;
