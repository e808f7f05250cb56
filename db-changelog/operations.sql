--liquibase formatted sql

--changeset eligo:operator-actions
CREATE TABLE operator_action (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    who     text NOT NULL,
    action  text NOT NULL,
    target  text NOT NULL,
    reason  text,
    outcome text NOT NULL
);
CREATE INDEX operator_action_at ON operator_action (at);
CREATE INDEX operator_action_who ON operator_action (who, id);
--rollback DROP TABLE operator_action;

--changeset eligo:erasure-key
-- The key of the hash that replaces an erased user's id in the audit. One row; 244 random bits from PostgreSQL's own source.
CREATE TABLE erasure_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
INSERT INTO erasure_key DEFAULT VALUES;
--rollback DROP TABLE erasure_key;

--changeset eligo:sample
-- The values of the console's charts: a row for each node and minute, kept for three hours, so that all nodes show the same and a
-- restart loses nothing. p95 is null for a minute in which the node answered nothing.
CREATE TABLE sample (
    node           text NOT NULL,
    at             timestamptz NOT NULL DEFAULT now(),
    pending        bigint NOT NULL,
    oldest_seconds double precision NOT NULL,
    parked         bigint NOT NULL,
    hits           double precision NOT NULL,
    reads          double precision NOT NULL,
    p95            double precision
);
CREATE INDEX sample_at ON sample (at);
--rollback DROP TABLE sample;
