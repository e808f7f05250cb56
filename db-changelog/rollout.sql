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
