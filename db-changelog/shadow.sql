--liquibase formatted sql

--changeset eligo:rollout-shadow-share
-- Percentage of the reads that both paths answer, to be compared.
ALTER TABLE rollout ADD COLUMN shadow_share numeric(5, 2) NOT NULL DEFAULT 0 CHECK (shadow_share BETWEEN 0 AND 100);
--rollback ALTER TABLE rollout DROP COLUMN shadow_share;

--changeset eligo:shadow-case
-- Reads that the two paths have answered differently, without an explanation by pending changes. One row for a user, a read and a
-- difference in a day.
CREATE TABLE shadow_case (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Null for a user without customer types: the answer does not depend on the id, and an erased user must not return here.
    user_id    uuid,
    day        date NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')::date,
    -- Of the user, the read and the difference; of the difference alone.
    digest     text NOT NULL,
    difference text NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen  timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen       bigint NOT NULL DEFAULT 1,
    -- The read, both answers, and an explanation of each difference.
    finding    jsonb NOT NULL,
    UNIQUE (digest, day)
);
CREATE INDEX shadow_case_difference ON shadow_case (difference, day);
CREATE INDEX shadow_case_last_seen ON shadow_case (last_seen);
--rollback DROP TABLE shadow_case;
