--liquibase formatted sql

--changeset eligo:life-signs
-- Who is there, and who runs what: a row a process, and a row a job that runs. Spring Batch's own records say of a run whose
-- process died that it still runs.
CREATE TABLE batch.node (
    name       text NOT NULL PRIMARY KEY,
    roles      text[] NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now()
);
-- One run of a job at a time, over all nodes. The token is the right to write: whoever takes a run for dead takes its row away,
-- and every chunk asks for the row, locked, in its own transaction. Beats are updates in place.
CREATE TABLE batch.run (
    job              text NOT NULL PRIMARY KEY,
    token            uuid NOT NULL UNIQUE,
    node             text NOT NULL,
    job_execution_id bigint,
    began_at         timestamptz NOT NULL DEFAULT now(),
    beat_at          timestamptz NOT NULL DEFAULT now(),
    stop_asked_at    timestamptz
) WITH (fillfactor = 20);
ALTER TABLE batch.batch_job_execution ADD COLUMN node text, ADD COLUMN summary text, ADD COLUMN error text;
ALTER TABLE batch.batch_step_execution ADD COLUMN error text;
--rollback DROP TABLE batch.node, batch.run;
--rollback ALTER TABLE batch.batch_job_execution DROP COLUMN node, DROP COLUMN summary, DROP COLUMN error;
--rollback ALTER TABLE batch.batch_step_execution DROP COLUMN error;

--changeset eligo:launches
-- What is to be run by a node that runs jobs: a job with arguments, or an execution that is to go on.
CREATE TABLE batch.launch (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job              text NOT NULL,
    arguments        jsonb NOT NULL DEFAULT '{}',
    restart_of       bigint,
    asked_by         text NOT NULL,
    asked_at         timestamptz NOT NULL DEFAULT now(),
    taken_by         text,
    taken_at         timestamptz,
    job_execution_id bigint,
    refused          text
);
CREATE INDEX launch_open ON batch.launch (id) WHERE job_execution_id IS NULL AND refused IS NULL;
--rollback DROP TABLE batch.launch;

--changeset eligo:records-by-status
-- Pages of the newest, by job and by status, at 100,000 executions.
CREATE INDEX batch_job_execution_status ON batch.batch_job_execution (status, job_execution_id);
CREATE INDEX batch_job_instance_name ON batch.batch_job_instance (job_name, job_instance_id);
CREATE INDEX batch_job_execution_ended ON batch.batch_job_execution (end_time);
--rollback DROP INDEX batch.batch_job_execution_status, batch.batch_job_instance_name, batch.batch_job_execution_ended;

--changeset eligo:operator-actions
CREATE TABLE operator_action (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    who     text NOT NULL,
    action  text NOT NULL,
    target  text NOT NULL,
    reason  text,
    outcome text NOT NULL
);
CREATE INDEX operator_action_at ON operator_action (at);
CREATE INDEX operator_action_who ON operator_action (who, id);
--rollback DROP TABLE operator_action;
