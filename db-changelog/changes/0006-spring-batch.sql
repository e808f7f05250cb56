--liquibase formatted sql

--changeset eligo:spring-batch
-- Spring Batch 6.0's own tables (schema-postgresql.sql of spring-batch-core), in a schema of their own.
CREATE SCHEMA batch;
CREATE TABLE batch.batch_job_instance (
    job_instance_id bigint NOT NULL PRIMARY KEY,
    version         bigint,
    job_name        varchar(100) NOT NULL,
    job_key         varchar(32) NOT NULL,
    CONSTRAINT job_inst_un UNIQUE (job_name, job_key)
);
CREATE TABLE batch.batch_job_execution (
    job_execution_id bigint NOT NULL PRIMARY KEY,
    version          bigint,
    job_instance_id  bigint NOT NULL REFERENCES batch.batch_job_instance,
    create_time      timestamp NOT NULL,
    start_time       timestamp,
    end_time         timestamp,
    status           varchar(10),
    exit_code        varchar(2500),
    exit_message     varchar(2500),
    last_updated     timestamp
);
CREATE TABLE batch.batch_job_execution_params (
    job_execution_id bigint NOT NULL REFERENCES batch.batch_job_execution,
    parameter_name   varchar(100) NOT NULL,
    parameter_type   varchar(100) NOT NULL,
    parameter_value  varchar(2500),
    identifying      char(1) NOT NULL
);
CREATE TABLE batch.batch_step_execution (
    step_execution_id  bigint NOT NULL PRIMARY KEY,
    version            bigint NOT NULL,
    step_name          varchar(100) NOT NULL,
    job_execution_id   bigint NOT NULL REFERENCES batch.batch_job_execution,
    create_time        timestamp NOT NULL,
    start_time         timestamp,
    end_time           timestamp,
    status             varchar(10),
    commit_count       bigint,
    read_count         bigint,
    filter_count       bigint,
    write_count        bigint,
    read_skip_count    bigint,
    write_skip_count   bigint,
    process_skip_count bigint,
    rollback_count     bigint,
    exit_code          varchar(2500),
    exit_message       varchar(2500),
    last_updated       timestamp
);
CREATE TABLE batch.batch_step_execution_context (
    step_execution_id  bigint NOT NULL PRIMARY KEY REFERENCES batch.batch_step_execution,
    short_context      varchar(2500) NOT NULL,
    serialized_context text
);
CREATE TABLE batch.batch_job_execution_context (
    job_execution_id   bigint NOT NULL PRIMARY KEY REFERENCES batch.batch_job_execution,
    short_context      varchar(2500) NOT NULL,
    serialized_context text
);
-- Spring Batch ships none of these, and its look-ups grow with history without them.
CREATE INDEX batch_job_execution_instance ON batch.batch_job_execution (job_instance_id);
CREATE INDEX batch_job_execution_params_execution ON batch.batch_job_execution_params (job_execution_id);
CREATE INDEX batch_step_execution_execution ON batch.batch_step_execution (job_execution_id);
CREATE SEQUENCE batch.batch_step_execution_seq;
CREATE SEQUENCE batch.batch_job_execution_seq;
CREATE SEQUENCE batch.batch_job_instance_seq;
--rollback DROP SCHEMA batch CASCADE;

--changeset eligo:job-progress
-- How far each partition of a run has come, written in the chunk's own transaction: Spring Batch may store the
-- execution context of a chunk that rolled back (spring-batch#5594).
CREATE TABLE batch.job_progress (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    partition       text NOT NULL,
    last_user       uuid,
    users           bigint NOT NULL DEFAULT 0,
    granted         bigint NOT NULL DEFAULT 0,
    revoked         bigint NOT NULL DEFAULT 0,
    unchanged       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (job_instance_id, partition)
);
--rollback DROP TABLE batch.job_progress;
