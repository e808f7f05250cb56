--liquibase formatted sql

--changeset eligo:spring-batch
-- Spring Batch 6.0's own tables (schema-postgresql.sql of spring-batch-core), in a schema of their own. Timestamps have a zone:
-- without one, a node in another zone would read other instants. The columns after last_updated are Eligo's.
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
    create_time      timestamptz NOT NULL,
    start_time       timestamptz,
    end_time         timestamptz,
    status           varchar(10),
    exit_code        varchar(2500),
    exit_message     varchar(2500),
    last_updated     timestamptz,
    node             text,
    summary          text,
    error            text
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
    create_time        timestamptz NOT NULL,
    start_time         timestamptz,
    end_time           timestamptz,
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
    last_updated       timestamptz,
    error              text,
    stack_trace        text
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
-- Spring Batch ships none of these. Without them its look-ups and the pages of executions take longer with each run.
CREATE INDEX batch_job_execution_instance ON batch.batch_job_execution (job_instance_id);
CREATE INDEX batch_job_execution_params_execution ON batch.batch_job_execution_params (job_execution_id);
CREATE INDEX batch_step_execution_execution ON batch.batch_step_execution (job_execution_id);
CREATE INDEX batch_job_execution_status ON batch.batch_job_execution (status, job_execution_id);
CREATE INDEX batch_job_execution_ended ON batch.batch_job_execution (end_time);
CREATE INDEX batch_job_instance_name ON batch.batch_job_instance (job_name, job_instance_id);
-- Search by argument. In bytewise order, since the texts with a common beginning are a range only there.
CREATE INDEX batch_job_execution_params_value ON batch.batch_job_execution_params
    ((lower("left"(parameter_value, 100)) COLLATE "C"), parameter_name, job_execution_id) WHERE parameter_name <> 'run';
CREATE SEQUENCE batch.batch_step_execution_seq;
CREATE SEQUENCE batch.batch_job_execution_seq;
CREATE SEQUENCE batch.batch_job_instance_seq;
--rollback DROP SEQUENCE batch.batch_step_execution_seq;
--rollback DROP SEQUENCE batch.batch_job_execution_seq;
--rollback DROP SEQUENCE batch.batch_job_instance_seq;
--rollback DROP TABLE batch.batch_job_execution_context;
--rollback DROP TABLE batch.batch_step_execution_context;
--rollback DROP TABLE batch.batch_step_execution;
--rollback DROP TABLE batch.batch_job_execution_params;
--rollback DROP TABLE batch.batch_job_execution;
--rollback DROP TABLE batch.batch_job_instance;
--rollback DROP SCHEMA batch;

--changeset eligo:job-progress
-- The progress of each partition of a run, written in the chunk's own transaction: Spring Batch may store the execution context
-- of a chunk that was rolled back (spring-batch#5594).
CREATE TABLE batch.job_progress (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    partition       text NOT NULL,
    last_user       uuid,
    users           bigint NOT NULL DEFAULT 0,
    granted         bigint NOT NULL DEFAULT 0,
    revoked         bigint NOT NULL DEFAULT 0,
    unchanged       bigint NOT NULL DEFAULT 0,
    -- Users whose offers were right and whose relations were not.
    relations       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (job_instance_id, partition)
);
--rollback DROP TABLE batch.job_progress;

--changeset eligo:initial-build
-- The runs of full-rebuild that began before any had completed, and what they had written when the first completed: the initial
-- build, which is not drift. Rows refer to no records, because retention deletes records: that a rebuild has completed must stay known.
CREATE TABLE batch.initial_build (
    job_instance_id bigint NOT NULL PRIMARY KEY,
    granted         bigint NOT NULL DEFAULT 0,
    revoked         bigint NOT NULL DEFAULT 0,
    relations       bigint NOT NULL DEFAULT 0,
    completed_at    timestamptz
);
--rollback DROP TABLE batch.initial_build;

--changeset eligo:node
-- A row for each process. expires_at: each heartbeat sets it from the node's own settings, here and in run. Other nodes may have
-- other settings, so none of them computes when a heartbeat of another node expires.
CREATE TABLE batch.node (
    name         text NOT NULL PRIMARY KEY,
    roles        text[] NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
--rollback DROP TABLE batch.node;

--changeset eligo:run
-- A row for each job that is running: one run of a job at a time over all nodes. Spring Batch's own records cannot tell a run whose
-- process died from one that is alive. The token is the right to write: a node that recovers a dead run deletes its row, and each
-- chunk locks and checks the row in its own transaction. fillfactor lets heartbeats update in place.
CREATE TABLE batch.run (
    job               text NOT NULL PRIMARY KEY,
    token             uuid NOT NULL UNIQUE,
    node              text NOT NULL,
    job_execution_id  bigint,
    started_at        timestamptz NOT NULL DEFAULT now(),
    heartbeat_at      timestamptz NOT NULL DEFAULT now(),
    stop_requested_at timestamptz,
    expires_at        timestamptz NOT NULL
) WITH (fillfactor = 20);
--rollback DROP TABLE batch.run;

--changeset eligo:launch
-- Requests to workers: to run a job with arguments, or to restart an execution.
CREATE TABLE batch.launch (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job              text NOT NULL,
    arguments        jsonb NOT NULL DEFAULT '{}',
    restart_of       bigint,
    requested_by     text NOT NULL,
    requested_at     timestamptz NOT NULL DEFAULT now(),
    reason           text,
    claimed_by       text,
    claimed_at       timestamptz,
    job_execution_id bigint,
    refusal          text
);
CREATE INDEX launch_open ON batch.launch (id) WHERE job_execution_id IS NULL AND refusal IS NULL;
CREATE INDEX launch_execution ON batch.launch (job_execution_id);
CREATE INDEX launch_reason ON batch.launch USING gin (to_tsvector('simple', reason)) WHERE reason IS NOT NULL;
--rollback DROP TABLE batch.launch;

--changeset eligo:deferred-revocation
-- Users who would lose grants by a run that has decided and not written yet. The transaction that saves the progress of the
-- comparison inserts the row, and the one that writes its users deletes it, so a restart finds the rest.
CREATE TABLE batch.deferred_revocation (
    job_instance_id  bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    partition        text NOT NULL,
    from_user        uuid NOT NULL,
    to_user          uuid NOT NULL,
    granted          bigint NOT NULL,
    revoked          bigint NOT NULL,
    unchanged        bigint NOT NULL,
    -- The counts of the same users by merchant: current, granted and revoked. Merchant 0: of offers that no longer exist.
    merchant_nos     integer[] NOT NULL,
    merchant_current integer[] NOT NULL,
    merchant_granted integer[] NOT NULL,
    merchant_revoked integer[] NOT NULL,
    -- A hash of the user and the offer for each grant that would be revoked, and the digest of them all. The digest is a sum: it
    -- does not depend on how the users were divided. The run revokes nothing that has no hash here.
    losses           bigint[] NOT NULL DEFAULT '{}',
    digest_high      bigint NOT NULL DEFAULT 0,
    digest_low       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (job_instance_id, partition, to_user)
);
-- Read at most once: compressing costs more than it saves.
ALTER TABLE batch.deferred_revocation
    ALTER COLUMN merchant_nos SET STORAGE EXTERNAL, ALTER COLUMN merchant_current SET STORAGE EXTERNAL,
    ALTER COLUMN merchant_granted SET STORAGE EXTERNAL, ALTER COLUMN merchant_revoked SET STORAGE EXTERNAL,
    ALTER COLUMN losses SET STORAGE EXTERNAL;
--rollback DROP TABLE batch.deferred_revocation;

--changeset eligo:guard-halt
-- A run that the loss guard has halted; counts are grants or, of import, live offers. Open until it is approved, the run is
-- abandoned, or a later run of the job completes.
CREATE TABLE batch.guard_halt (
    job_instance_id bigint PRIMARY KEY REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    job             text NOT NULL,
    halted_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    current         bigint NOT NULL,
    granted         bigint NOT NULL,
    revoked         bigint NOT NULL,
    message         text NOT NULL,
    approved_by     text,
    approved_at     timestamptz,
    reason          text,
    closed_at       timestamptz,
    -- Of everything that was shown.
    digest          text NOT NULL DEFAULT '',
    -- Of import: a hash for each offer and what would become of it.
    losses          bigint[] NOT NULL DEFAULT '{}',
    approved_digest text,
    CONSTRAINT approval_is_complete CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (reason IS NULL)),
    CONSTRAINT approves_what_was_shown CHECK (approved_digest IS NULL OR (approved_digest = digest AND approved_at IS NOT NULL))
);
CREATE INDEX guard_halt_open ON batch.guard_halt (job) WHERE approved_at IS NULL AND closed_at IS NULL;
--rollback DROP TABLE batch.guard_halt;

--changeset eligo:halted-merchant
-- The counts by merchant. Merchant 0: of offers that no longer exist, or have no merchant.
CREATE TABLE batch.halted_merchant (
    job_instance_id bigint NOT NULL REFERENCES batch.guard_halt ON DELETE CASCADE,
    merchant_no     integer NOT NULL,
    current         bigint NOT NULL,
    granted         bigint NOT NULL,
    revoked         bigint NOT NULL,
    PRIMARY KEY (job_instance_id, merchant_no)
);
--rollback DROP TABLE batch.halted_merchant;

--changeset eligo:halted-offer
-- Of import: examples of live offers that would end or reach fewer users.
CREATE TABLE batch.halted_offer (
    job_instance_id bigint NOT NULL REFERENCES batch.guard_halt ON DELETE CASCADE,
    offer_id        uuid NOT NULL,
    name            text NOT NULL,
    message         text NOT NULL,
    PRIMARY KEY (job_instance_id, offer_id)
);
--rollback DROP TABLE batch.halted_offer;

--changeset eligo:quartz
-- Quartz 2.5's own tables (tables_postgres.sql of quartz, without its DROPs), in a schema of their own.
CREATE SCHEMA quartz;
CREATE TABLE quartz.qrtz_job_details (
    sched_name varchar(120) NOT NULL,
    job_name varchar(200) NOT NULL,
    job_group varchar(200) NOT NULL,
    description varchar(250),
    job_class_name varchar(250) NOT NULL,
    is_durable boolean NOT NULL,
    is_nonconcurrent boolean NOT NULL,
    is_update_data boolean NOT NULL,
    requests_recovery boolean NOT NULL,
    job_data bytea,
    PRIMARY KEY (sched_name, job_name, job_group)
);
CREATE TABLE quartz.qrtz_triggers (
    sched_name varchar(120) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    job_name varchar(200) NOT NULL,
    job_group varchar(200) NOT NULL,
    description varchar(250),
    next_fire_time bigint,
    prev_fire_time bigint,
    priority integer,
    trigger_state varchar(16) NOT NULL,
    trigger_type varchar(8) NOT NULL,
    start_time bigint NOT NULL,
    end_time bigint,
    calendar_name varchar(200),
    misfire_instr smallint,
    job_data bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, job_name, job_group) REFERENCES quartz.qrtz_job_details (sched_name, job_name, job_group)
);
CREATE TABLE quartz.qrtz_simple_triggers (
    sched_name varchar(120) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    repeat_count bigint NOT NULL,
    repeat_interval bigint NOT NULL,
    times_triggered bigint NOT NULL,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group)
);
CREATE TABLE quartz.qrtz_cron_triggers (
    sched_name varchar(120) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    cron_expression varchar(120) NOT NULL,
    time_zone_id varchar(80),
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group)
);
CREATE TABLE quartz.qrtz_simprop_triggers (
    sched_name varchar(120) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    str_prop_1 varchar(512),
    str_prop_2 varchar(512),
    str_prop_3 varchar(512),
    int_prop_1 int,
    int_prop_2 int,
    long_prop_1 bigint,
    long_prop_2 bigint,
    dec_prop_1 numeric(13, 4),
    dec_prop_2 numeric(13, 4),
    bool_prop_1 boolean,
    bool_prop_2 boolean,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group)
);
CREATE TABLE quartz.qrtz_blob_triggers (
    sched_name varchar(120) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    blob_data bytea,
    PRIMARY KEY (sched_name, trigger_name, trigger_group),
    FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group)
);
CREATE TABLE quartz.qrtz_calendars (
    sched_name varchar(120) NOT NULL,
    calendar_name varchar(200) NOT NULL,
    calendar bytea NOT NULL,
    PRIMARY KEY (sched_name, calendar_name)
);
CREATE TABLE quartz.qrtz_paused_trigger_grps (
    sched_name varchar(120) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    PRIMARY KEY (sched_name, trigger_group)
);
CREATE TABLE quartz.qrtz_fired_triggers (
    sched_name varchar(120) NOT NULL,
    entry_id varchar(95) NOT NULL,
    trigger_name varchar(200) NOT NULL,
    trigger_group varchar(200) NOT NULL,
    instance_name varchar(200) NOT NULL,
    fired_time bigint NOT NULL,
    sched_time bigint NOT NULL,
    priority integer NOT NULL,
    state varchar(16) NOT NULL,
    job_name varchar(200),
    job_group varchar(200),
    is_nonconcurrent boolean,
    requests_recovery boolean,
    PRIMARY KEY (sched_name, entry_id)
);
CREATE TABLE quartz.qrtz_scheduler_state (
    sched_name varchar(120) NOT NULL,
    instance_name varchar(200) NOT NULL,
    last_checkin_time bigint NOT NULL,
    checkin_interval bigint NOT NULL,
    PRIMARY KEY (sched_name, instance_name)
);
CREATE TABLE quartz.qrtz_locks (
    sched_name varchar(120) NOT NULL,
    lock_name varchar(40) NOT NULL,
    PRIMARY KEY (sched_name, lock_name)
);
CREATE INDEX idx_qrtz_j_req_recovery ON quartz.qrtz_job_details (sched_name, requests_recovery);
CREATE INDEX idx_qrtz_j_grp ON quartz.qrtz_job_details (sched_name, job_group);
CREATE INDEX idx_qrtz_t_j ON quartz.qrtz_triggers (sched_name, job_name, job_group);
CREATE INDEX idx_qrtz_t_jg ON quartz.qrtz_triggers (sched_name, job_group);
CREATE INDEX idx_qrtz_t_c ON quartz.qrtz_triggers (sched_name, calendar_name);
CREATE INDEX idx_qrtz_t_g ON quartz.qrtz_triggers (sched_name, trigger_group);
CREATE INDEX idx_qrtz_t_state ON quartz.qrtz_triggers (sched_name, trigger_state);
CREATE INDEX idx_qrtz_t_n_state ON quartz.qrtz_triggers (sched_name, trigger_name, trigger_group, trigger_state);
CREATE INDEX idx_qrtz_t_n_g_state ON quartz.qrtz_triggers (sched_name, trigger_group, trigger_state);
CREATE INDEX idx_qrtz_t_next_fire_time ON quartz.qrtz_triggers (sched_name, next_fire_time);
CREATE INDEX idx_qrtz_t_nft_st ON quartz.qrtz_triggers (sched_name, trigger_state, next_fire_time);
CREATE INDEX idx_qrtz_t_nft_misfire ON quartz.qrtz_triggers (sched_name, misfire_instr, next_fire_time);
CREATE INDEX idx_qrtz_t_nft_st_misfire ON quartz.qrtz_triggers (sched_name, misfire_instr, next_fire_time, trigger_state);
CREATE INDEX idx_qrtz_t_nft_st_misfire_grp ON quartz.qrtz_triggers (sched_name, misfire_instr, next_fire_time, trigger_group, trigger_state);
CREATE INDEX idx_qrtz_ft_trig_inst_name ON quartz.qrtz_fired_triggers (sched_name, instance_name);
CREATE INDEX idx_qrtz_ft_inst_job_req_rcvry ON quartz.qrtz_fired_triggers (sched_name, instance_name, requests_recovery);
CREATE INDEX idx_qrtz_ft_j_g ON quartz.qrtz_fired_triggers (sched_name, job_name, job_group);
CREATE INDEX idx_qrtz_ft_jg ON quartz.qrtz_fired_triggers (sched_name, job_group);
CREATE INDEX idx_qrtz_ft_t_g ON quartz.qrtz_fired_triggers (sched_name, trigger_name, trigger_group);
CREATE INDEX idx_qrtz_ft_tg ON quartz.qrtz_fired_triggers (sched_name, trigger_group);
--rollback DROP TABLE quartz.qrtz_locks;
--rollback DROP TABLE quartz.qrtz_scheduler_state;
--rollback DROP TABLE quartz.qrtz_fired_triggers;
--rollback DROP TABLE quartz.qrtz_paused_trigger_grps;
--rollback DROP TABLE quartz.qrtz_calendars;
--rollback DROP TABLE quartz.qrtz_blob_triggers;
--rollback DROP TABLE quartz.qrtz_simprop_triggers;
--rollback DROP TABLE quartz.qrtz_cron_triggers;
--rollback DROP TABLE quartz.qrtz_simple_triggers;
--rollback DROP TABLE quartz.qrtz_triggers;
--rollback DROP TABLE quartz.qrtz_job_details;
--rollback DROP SCHEMA quartz;
