--liquibase formatted sql

--changeset eligo:webhook-notification
-- One row for each fact that is posted to the webhook: an execution that failed or was halted, an event that was parked. The key keeps
-- several nodes from posting it twice. Rows are deleted after a day.
CREATE TABLE webhook_notification (
    id              text NOT NULL PRIMARY KEY,
    kind            text NOT NULL,
    subject         bigint NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    done_at         timestamptz
);
CREATE INDEX webhook_notification_open ON webhook_notification (next_attempt_at) WHERE done_at IS NULL;
--rollback DROP TABLE webhook_notification;
