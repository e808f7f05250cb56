--liquibase formatted sql

--changeset eligo:run-records-zone
-- Spring Batch's own schema has no zone: what a node wrote was its local time, another one's reading of it another instant. The
-- driver sends the offset with each value, and returns the instant in the reader's zone. What is there was written by nodes at UTC.
ALTER TABLE batch.batch_job_execution
    ALTER COLUMN create_time TYPE timestamptz USING create_time AT TIME ZONE 'UTC',
    ALTER COLUMN start_time TYPE timestamptz USING start_time AT TIME ZONE 'UTC',
    ALTER COLUMN end_time TYPE timestamptz USING end_time AT TIME ZONE 'UTC',
    ALTER COLUMN last_updated TYPE timestamptz USING last_updated AT TIME ZONE 'UTC';
ALTER TABLE batch.batch_step_execution
    ALTER COLUMN create_time TYPE timestamptz USING create_time AT TIME ZONE 'UTC',
    ALTER COLUMN start_time TYPE timestamptz USING start_time AT TIME ZONE 'UTC',
    ALTER COLUMN end_time TYPE timestamptz USING end_time AT TIME ZONE 'UTC',
    ALTER COLUMN last_updated TYPE timestamptz USING last_updated AT TIME ZONE 'UTC';
--rollback ALTER TABLE batch.batch_step_execution
--rollback     ALTER COLUMN create_time TYPE timestamp USING create_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN start_time TYPE timestamp USING start_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN end_time TYPE timestamp USING end_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN last_updated TYPE timestamp USING last_updated AT TIME ZONE 'UTC';
--rollback ALTER TABLE batch.batch_job_execution
--rollback     ALTER COLUMN create_time TYPE timestamp USING create_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN start_time TYPE timestamp USING start_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN end_time TYPE timestamp USING end_time AT TIME ZONE 'UTC',
--rollback     ALTER COLUMN last_updated TYPE timestamp USING last_updated AT TIME ZONE 'UTC';
