--liquibase formatted sql

--changeset eligo:deferral
-- Whose events wait while somebody edits much: of one merchant, or, where it is null, all.
CREATE TABLE deferral (
    merchant_id uuid,
    since       timestamptz NOT NULL DEFAULT clock_timestamp(),
    by_whom     text NOT NULL,
    reason      text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (merchant_id)
);
--rollback DROP TABLE deferral;
