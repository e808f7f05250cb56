--liquibase formatted sql

--changeset eligo:rollout
-- The switch optimized-offers-resolver, one row: the share of the users that the precomputed path answers, in percent. The salt makes
-- the choice of the users independent of other systems that hash the same ids; it never changes, so that the same users are chosen
-- again. Nodes poll the version, which each change increments.
CREATE TABLE rollout (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    version    bigint NOT NULL DEFAULT 1,
    enabled    boolean NOT NULL DEFAULT true,
    share      numeric(5, 2) NOT NULL DEFAULT 100 CHECK (share BETWEEN 0 AND 100),
    salt       uuid NOT NULL DEFAULT gen_random_uuid(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by text,
    reason     text
);
INSERT INTO rollout DEFAULT VALUES;

-- Users that the switch treats by their own entry and not by the share.
CREATE TABLE rollout_user (
    user_id     uuid PRIMARY KEY,
    precomputed boolean NOT NULL
);
--rollback DROP TABLE rollout_user; DROP TABLE rollout;

--changeset eligo:rollout-triggers
-- Since when the switch has included users without interruption: only windows that began since then are evidence against it. Infinite
-- until it is first set: a new installation rolls nothing out, and its database need not be able to carry the query-time path.
ALTER TABLE rollout ADD COLUMN on_since timestamptz NOT NULL DEFAULT 'infinity';

-- What a node measured in five seconds; latencies as compressed HdrHistograms, which are merged. Rows are deleted after two hours.
CREATE TABLE rollout_measurement (
    ends_at            timestamptz NOT NULL,
    node               text NOT NULL,
    precomputed        bytea,
    precomputed_errors bigint NOT NULL,
    query_time         bytea,
    cache_hits         bigint NOT NULL,
    cache_reads        bigint NOT NULL,
    comparisons        bigint NOT NULL,
    wrong_answers      bigint NOT NULL,
    queue              bigint,
    cpu                double precision,
    cpu_unknown        text,
    PRIMARY KEY (ends_at, node)
);

-- A node judges under the locks of these rows; judged_until keeps a window from being judged twice.
CREATE TABLE rollout_trigger (
    name           text PRIMARY KEY,
    position       integer NOT NULL UNIQUE,
    watched        boolean NOT NULL DEFAULT true,
    window_seconds integer NOT NULL DEFAULT 60 CHECK (window_seconds BETWEEN 5 AND 3600),
    minimum_sample bigint NOT NULL CHECK (minimum_sample > 0),
    bound          double precision NOT NULL CHECK (bound >= 0),
    bad_windows    integer NOT NULL DEFAULT 1 CHECK (bad_windows > 0),
    of_windows     integer NOT NULL DEFAULT 1 CHECK (of_windows BETWEEN bad_windows AND 12),
    judged_until   timestamptz NOT NULL DEFAULT 'epoch'
);
INSERT INTO rollout_trigger (position, name, minimum_sample, bound)
VALUES (1, 'p95', 100, 200), (2, 'p95-relative', 100, 1.5), (3, 'errors', 100, 1), (4, 'hit-rate', 100, 50), (5, 'queue', 1, 5000),
       (6, 'database-cpu', 1, 80), (7, 'wrong-answers', 100, 0);

-- The judged windows. Rows are deleted after a day.
CREATE TABLE rollout_window (
    name           text NOT NULL REFERENCES rollout_trigger,
    ends_at        timestamptz NOT NULL,
    window_seconds integer NOT NULL,
    value          double precision,
    sample         bigint NOT NULL,
    missing        bigint NOT NULL,
    verdict        text NOT NULL,
    note           text,
    PRIMARY KEY (name, ends_at)
);

-- What switched off. Rows are deleted after 400 days, as the audit is.
CREATE TABLE rollout_trip (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    name        text NOT NULL REFERENCES rollout_trigger,
    value       double precision NOT NULL,
    bound       double precision NOT NULL,
    sample      bigint NOT NULL,
    description text NOT NULL
);
--rollback DROP TABLE rollout_trip; DROP TABLE rollout_window; DROP TABLE rollout_trigger; DROP TABLE rollout_measurement;
--rollback ALTER TABLE rollout DROP COLUMN on_since;

--changeset eligo:rollout-schedule
-- Schedules of the switch. A step is counted in the transaction that changes the switch, so that no step is done twice.
CREATE TABLE rollout_schedule (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL,
    state        text NOT NULL DEFAULT 'RUNNING',
    steps        integer NOT NULL DEFAULT 0,
    step_seconds integer NOT NULL CHECK (step_seconds > 0),
    started_at   timestamptz NOT NULL,
    started_by   text NOT NULL,
    reason       text NOT NULL,
    last_step_at timestamptz NOT NULL,
    next_step_at timestamptz,
    seconds_left double precision,
    ended_at     timestamptz,
    end_reason   text
);
CREATE UNIQUE INDEX rollout_schedule_active ON rollout_schedule ((true)) WHERE state IN ('RUNNING', 'PAUSED');
--rollback DROP TABLE rollout_schedule;

--changeset eligo:rollout-users-added
-- When users were last added to those that the precomputed path answers: the cache has no copies of their grants yet.
ALTER TABLE rollout ADD COLUMN users_added_at timestamptz NOT NULL DEFAULT 'epoch';
--rollback ALTER TABLE rollout DROP COLUMN users_added_at;
