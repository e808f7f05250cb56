--liquibase formatted sql

--changeset eligo:cache-namespace
-- Whether copies in Redis may be used, and under which number. One row. Closed where servers is null, or where it was opened in
-- another epoch of the database.
CREATE TABLE cache_namespace (
    singleton       boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    number          bigint NOT NULL,
    -- The identity of the servers that hold the copies.
    servers         text,
    opened_in_epoch text CHECK (servers IS NULL OR opened_in_epoch IS NOT NULL)
) WITH (fillfactor = 50);
INSERT INTO cache_namespace (number) VALUES (0);
--rollback DROP TABLE cache_namespace;

--changeset eligo:cache-eviction
-- Users whose copies must be evicted. Inserted in the transaction of the change, deleted when Redis has acknowledged.
CREATE TABLE cache_eviction (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace  text NOT NULL,
    users      uuid[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
-- A queue: rows come and go, so vacuum by number and not by share.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
-- Ids do not compress, and trying costs time.
ALTER TABLE cache_eviction ALTER COLUMN users SET STORAGE EXTERNAL;
--rollback DROP TABLE cache_eviction;
