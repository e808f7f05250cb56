--liquibase formatted sql

--changeset eligo:erasure-key
-- The key under which the audit keeps a hash in place of an erased user's id. One row; 244 random bits by PostgreSQL's own source.
CREATE TABLE erasure_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
INSERT INTO erasure_key DEFAULT VALUES;
--rollback DROP TABLE erasure_key;
