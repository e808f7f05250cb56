--liquibase formatted sql

--changeset eligo:sample
-- The console's charts: a row a node and minute, for three hours, so that they are the same on all nodes and there after a restart.
-- Of a minute in which the node answered nothing it has no rates.
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
