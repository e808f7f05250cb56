--liquibase formatted sql

--changeset eligo:operator-actions
CREATE TABLE operator_action (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    acted_at timestamptz NOT NULL DEFAULT now(),
    operator text NOT NULL,
    action   text NOT NULL,
    target   text NOT NULL,
    reason   text,
    outcome  text NOT NULL
);
CREATE INDEX operator_action_acted_at ON operator_action (acted_at);
CREATE INDEX operator_action_operator ON operator_action (operator, id);
--rollback DROP TABLE operator_action;

--changeset eligo:erasure-key
-- The key of the hash that replaces an erased user's id in the audit. One row; 244 random bits from PostgreSQL's own source.
CREATE TABLE erasure_key (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    key       bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
INSERT INTO erasure_key DEFAULT VALUES;
--rollback DROP TABLE erasure_key;

--changeset eligo:metric-sample
-- The values of the console's charts: a row for each node and minute, kept for three hours, so that all nodes show the same and a
-- restart loses nothing. p95_seconds is null for a minute in which the node answered nothing.
CREATE TABLE metric_sample (
    node                 text NOT NULL,
    sampled_at           timestamptz NOT NULL DEFAULT now(),
    pending_events       bigint NOT NULL,
    oldest_event_seconds double precision NOT NULL,
    parked_events        bigint NOT NULL,
    cache_hits           double precision NOT NULL,
    cache_reads          double precision NOT NULL,
    p95_seconds          double precision
);
CREATE INDEX metric_sample_sampled_at ON metric_sample (sampled_at);
--rollback DROP TABLE metric_sample;
