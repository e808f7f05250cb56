--liquibase formatted sql

--changeset eligo:outbox-done
-- The way of a change: when its events were taken, and how they left the queue. A row comes in the statement that takes the event
-- away, and is kept for an hour, or until something is done again. Users are counted and never named: there is nothing to be erased.
ALTER TABLE outbox_event ADD COLUMN leased_at timestamptz;
CREATE TABLE outbox_done (
    -- Not unique: whoever sets the queue's ids back must not stop the work.
    event_id         bigint NOT NULL,
    xid              xid8 NOT NULL,
    kind             text NOT NULL,
    offer_id         uuid,
    size             integer,
    created_at       timestamptz NOT NULL,
    -- Null where nobody took it: a rebuild had seen it waiting.
    leased_at        timestamptz,
    done_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    how              text NOT NULL CHECK (how IN ('RUN', 'REBUILD', 'DISCARDED')),
    job_execution_id bigint
);
CREATE INDEX outbox_done_event ON outbox_done (event_id);
CREATE INDEX outbox_done_xid ON outbox_done (xid);
CREATE INDEX outbox_done_at ON outbox_done (done_at);
--rollback DROP TABLE outbox_done;
--rollback ALTER TABLE outbox_event DROP COLUMN leased_at;
