--liquibase formatted sql

--changeset eligo:held-slice
-- Users of whom a run would take something away: it has decided over them and has not written. A row comes in the transaction that
-- marks its users as compared, and goes in the one that writes them, so that a restart finds what is left.
CREATE TABLE batch.held_slice (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    partition       text NOT NULL,
    from_user       uuid NOT NULL,
    upto_user       uuid NOT NULL,
    granted         bigint NOT NULL,
    revoked         bigint NOT NULL,
    unchanged       bigint NOT NULL,
    -- Of the same users by merchant: what they held there, and what would come and go. Merchant 0: of offers that are gone.
    merchant_nos    integer[] NOT NULL,
    standing        integer[] NOT NULL,
    coming          integer[] NOT NULL,
    going           integer[] NOT NULL,
    PRIMARY KEY (job_instance_id, partition, upto_user)
);
-- Read once, if at all: trying to compress costs more than it saves.
ALTER TABLE batch.held_slice
    ALTER COLUMN merchant_nos SET STORAGE EXTERNAL, ALTER COLUMN standing SET STORAGE EXTERNAL,
    ALTER COLUMN coming SET STORAGE EXTERNAL, ALTER COLUMN going SET STORAGE EXTERNAL;
--rollback DROP TABLE batch.held_slice;

--changeset eligo:guard-halt
-- A run that its guard has halted, in grants or, of import, in live offers. Stands until somebody approves it, the run is
-- abandoned, or a later run of the job is done.
CREATE TABLE batch.guard_halt (
    job_instance_id bigint PRIMARY KEY REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    job             text NOT NULL,
    halted_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    standing        bigint NOT NULL,
    granted         bigint NOT NULL,
    revoked         bigint NOT NULL,
    says            text NOT NULL,
    approved_by     text,
    approved_at     timestamptz,
    reason          text,
    closed_at       timestamptz,
    CONSTRAINT approved_by_somebody_for_a_reason CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (reason IS NULL))
);
CREATE INDEX guard_halt_standing ON batch.guard_halt (job) WHERE approved_at IS NULL AND closed_at IS NULL;
-- The same by merchant; merchant 0: of offers that are gone, or have none.
CREATE TABLE batch.run_difference (
    job_instance_id bigint NOT NULL REFERENCES batch.guard_halt ON DELETE CASCADE,
    merchant_no     integer NOT NULL,
    standing        bigint NOT NULL,
    granted         bigint NOT NULL,
    revoked         bigint NOT NULL,
    PRIMARY KEY (job_instance_id, merchant_no)
);
-- Of import: live offers that would go or reach fewer, some of them, as examples.
CREATE TABLE batch.halted_offer (
    job_instance_id bigint NOT NULL REFERENCES batch.guard_halt ON DELETE CASCADE,
    offer_id        uuid NOT NULL,
    name            text NOT NULL,
    says            text NOT NULL,
    PRIMARY KEY (job_instance_id, offer_id)
);
--rollback DROP TABLE batch.halted_offer;
--rollback DROP TABLE batch.run_difference;
--rollback DROP TABLE batch.guard_halt;
