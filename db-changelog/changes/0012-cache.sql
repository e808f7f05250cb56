--liquibase formatted sql

--changeset eligo:cache-namespace
-- Whether users' copies in Redis may be used, and under which number: the rules stand in io.eligo.cache. One row. Closed where
-- servers is null, and where it was opened in another life of the database than this one.
CREATE FUNCTION database_life() RETURNS text LANGUAGE sql STABLE AS
    'SELECT extract(epoch FROM pg_postmaster_start_time()) || '' '' || (SELECT oid FROM pg_database WHERE datname = current_database())';
CREATE TABLE cache_namespace (
    one       boolean PRIMARY KEY DEFAULT true CHECK (one),
    number    bigint NOT NULL,
    -- Who holds the copies, by their run ids.
    servers   text,
    opened_in text CHECK (servers IS NULL OR opened_in IS NOT NULL)
) WITH (fillfactor = 50);
INSERT INTO cache_namespace (number) VALUES (0);
-- The one that is open, or null: for whoever asks in a statement of their own.
CREATE FUNCTION open_cache_namespace() RETURNS text LANGUAGE sql STABLE AS
    'SELECT number || '' '' || servers FROM cache_namespace WHERE servers IS NOT NULL AND opened_in = database_life()';
--rollback DROP FUNCTION open_cache_namespace();
--rollback DROP TABLE cache_namespace;
--rollback DROP FUNCTION database_life();

--changeset eligo:cache-eviction
-- Whose copies are to go. Written in the transaction of the change, struck off when they are gone for certain.
CREATE TABLE cache_eviction (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace text NOT NULL,
    users     uuid[] NOT NULL,
    noted_at  timestamptz NOT NULL DEFAULT clock_timestamp()
-- A queue: rows come and go, so vacuum by number and not by share.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
-- Ids, which do not get smaller: trying costs more than it saves.
ALTER TABLE cache_eviction ALTER COLUMN users SET STORAGE EXTERNAL;
--rollback DROP TABLE cache_eviction;
