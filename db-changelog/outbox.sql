--liquibase formatted sql

--changeset eligo:outbox-event
-- What must be recomputed, never what has changed. Triggers insert a row in the transaction that changes a source table, and the
-- row is deleted when it is done. Waiting: leased_until is null or past, and not_before has come. Leased: leased_until is in the
-- future. Parked: parked_at is set, and no run leases it until an operator retries it.
CREATE TABLE outbox_event (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- offer: the customers of merchant_id, and of the merchant that offer_id has when it is processed; users: the users named; all: all users.
    kind         text NOT NULL CHECK (kind IN ('offer', 'users', 'all')),
    offer_id     uuid,
    -- Needed where the offer itself is deleted.
    offer_no     integer,
    merchant_id  uuid,
    users        uuid[],
    size         integer GENERATED ALWAYS AS (cardinality(users)) STORED,
    -- False where the event can only add grants. Events that may revoke are processed first.
    may_revoke   boolean NOT NULL,
    -- full-rebuild and freshness tokens identify the event by it; ids are assigned before the commit.
    xid          xid8 NOT NULL DEFAULT pg_current_xact_id(),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often it has failed, and how often it was leased: more often, where its node died.
    attempts     integer NOT NULL DEFAULT 0,
    leases       integer NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL DEFAULT '-infinity',
    lease        uuid,
    leased_until timestamptz,
    parked_at    timestamptz,
    error        text,
    leased_at    timestamptz,
    -- Users who failed after several changes of offers are one event: the transactions of the other changes, which also wait for it.
    further_xids xid8[],
    CONSTRAINT columns_of_its_kind CHECK (CASE kind WHEN 'offer' THEN offer_id IS NOT NULL AND offer_no IS NOT NULL AND merchant_id IS NOT NULL AND users IS NULL
        WHEN 'users' THEN users IS NOT NULL AND offer_id IS NULL ELSE offer_id IS NULL AND users IS NULL END)
-- A queue: rows come and go, so vacuum by number and not by share.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1);
CREATE INDEX outbox_event_waiting ON outbox_event (kind, id) WHERE parked_at IS NULL;
CREATE INDEX outbox_event_lease ON outbox_event (lease) WHERE lease IS NOT NULL;
CREATE INDEX outbox_event_xid ON outbox_event (xid);
CREATE INDEX outbox_event_further ON outbox_event (id) WHERE further_xids IS NOT NULL;
CREATE INDEX outbox_event_parked ON outbox_event (parked_at) WHERE parked_at IS NOT NULL;
--rollback DROP TABLE outbox_event;

--changeset eligo:outbox-done
-- The history of processed events: when they were leased, and how they left the queue. The statement that deletes the event
-- inserts the row, which is kept for an hour. It counts users and names none, so there is nothing to erase.
CREATE TABLE outbox_done (
    -- Not unique: a queue whose ids were set back must not stop the work.
    event_id         bigint NOT NULL,
    xid              xid8 NOT NULL,
    kind             text NOT NULL,
    offer_id         uuid,
    size             integer,
    created_at       timestamptz NOT NULL,
    -- Null where no run leased it: a full rebuild settled it while it waited.
    leased_at        timestamptz,
    done_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    removal_reason   text NOT NULL CHECK (removal_reason IN ('RUN', 'REBUILD', 'DISCARDED')),
    job_execution_id bigint
);
CREATE INDEX outbox_done_event ON outbox_done (event_id);
CREATE INDEX outbox_done_xid ON outbox_done (xid);
CREATE INDEX outbox_done_at ON outbox_done (done_at);
--rollback DROP TABLE outbox_done;

--changeset eligo:truncated-source
-- What an event of all users names: the offers of the table that was truncated, or all grants where that was customer_type. Joined
-- by the transaction. Written before the truncation, when the offers are still there.
CREATE TABLE truncated_source (
    xid       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    source    text NOT NULL,
    -- Null: all grants of all users.
    offer_nos integer[]
);
CREATE INDEX truncated_source_xid ON truncated_source (xid);
--rollback DROP TABLE truncated_source;

--changeset eligo:deferral
-- Events that wait during mass edits: those of one merchant, or, where it is null, all.
CREATE TABLE deferral (
    merchant_id uuid,
    since       timestamptz NOT NULL DEFAULT clock_timestamp(),
    deferred_by text NOT NULL,
    reason      text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (merchant_id)
);
--rollback DROP TABLE deferral;

--changeset eligo:outbox-traceparent
-- The trace of the writer: the transaction that has SET LOCAL eligo.traceparent to a trace parent (W3C Trace Context, version 00). A value in another
-- form counts as none. The length is compared first, so that a long text is not searched. Triggers do not name the column.
ALTER TABLE outbox_event ADD COLUMN traceparent text;
ALTER TABLE outbox_event ALTER COLUMN traceparent SET DEFAULT
    CASE WHEN octet_length(current_setting('eligo.traceparent', true)) = 55 THEN
        CASE WHEN current_setting('eligo.traceparent', true) ~ '^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$'
             THEN current_setting('eligo.traceparent', true) END END;
ALTER TABLE outbox_done ADD COLUMN traceparent text;
--rollback ALTER TABLE outbox_done DROP COLUMN traceparent;
--rollback ALTER TABLE outbox_event DROP COLUMN traceparent;
