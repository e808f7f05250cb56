--liquibase formatted sql

--changeset eligo:further-xids
-- Users who could not be brought in line after several changes of offers are one event, for which each of these changes is waited.
ALTER TABLE outbox_event ADD COLUMN further_xids xid8[];
CREATE INDEX outbox_event_further ON outbox_event (id) WHERE further_xids IS NOT NULL;
--rollback ALTER TABLE outbox_event DROP COLUMN further_xids;

--changeset eligo:job-progress-relations
-- Users whose offers were right and whose relations were not: no grant tells of them.
ALTER TABLE batch.job_progress ADD COLUMN relations bigint NOT NULL DEFAULT 0;
--rollback ALTER TABLE batch.job_progress DROP COLUMN relations;
