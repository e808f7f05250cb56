--liquibase formatted sql

--changeset eligo:import-staging
-- The rows of one file, with their lines, before import checks them against each other and the source tables. Unlogged: a
-- restarted import stages its current file again.
CREATE SCHEMA staging;
CREATE UNLOGGED TABLE staging.merchant AS SELECT 0::bigint AS line, id, business_name, status, category FROM merchant WITH NO DATA;
CREATE UNLOGGED TABLE staging.outlet AS SELECT 0::bigint AS line, id, merchant_id, name, description, is_active, review_status FROM outlet WITH NO DATA;
CREATE UNLOGGED TABLE staging.payment_point AS SELECT 0::bigint AS line, id, outlet_id, kind, is_active, deleted_at, review_status FROM payment_point WITH NO DATA;
CREATE UNLOGGED TABLE staging.cashback_configuration AS SELECT 0::bigint AS line, id, merchant_id, name, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status FROM cashback_configuration WITH NO DATA;
CREATE UNLOGGED TABLE staging.cashback_tier AS SELECT 0::bigint AS line, id, cashback_configuration_id, name, percentage, is_active, deleted_at, review_status FROM cashback_tier WITH NO DATA;
CREATE UNLOGGED TABLE staging.exclusive_offer AS SELECT 0::bigint AS line, id, merchant_id, name, description, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_offer_budget, used_offer_budget, review_status FROM exclusive_offer WITH NO DATA;
CREATE UNLOGGED TABLE staging.loyalty_program AS SELECT 0::bigint AS line, id, merchant_id, name, is_active, points_used_in_period, points_issued_limit, review_status FROM loyalty_program WITH NO DATA;
CREATE UNLOGGED TABLE staging.loyalty_tier AS SELECT 0::bigint AS line, id, loyalty_program_id, name, min_customer_type, is_active, deleted_at, review_status FROM loyalty_tier WITH NO DATA;
CREATE UNLOGGED TABLE staging.loyalty_reward AS SELECT 0::bigint AS line, id, loyalty_program_id, name, is_active, review_status FROM loyalty_reward WITH NO DATA;
CREATE UNLOGGED TABLE staging.offer_outlet AS SELECT 0::bigint AS line, offer_type, offer_id, outlet_id FROM offer_outlet WITH NO DATA;
CREATE UNLOGGED TABLE staging.customer_type AS SELECT 0::bigint AS line, user_id, merchant_id, type FROM customer_type WITH NO DATA;
--rollback DROP TABLE staging.customer_type;
--rollback DROP TABLE staging.offer_outlet;
--rollback DROP TABLE staging.loyalty_reward;
--rollback DROP TABLE staging.loyalty_tier;
--rollback DROP TABLE staging.loyalty_program;
--rollback DROP TABLE staging.exclusive_offer;
--rollback DROP TABLE staging.cashback_tier;
--rollback DROP TABLE staging.cashback_configuration;
--rollback DROP TABLE staging.payment_point;
--rollback DROP TABLE staging.outlet;
--rollback DROP TABLE staging.merchant;
--rollback DROP SCHEMA staging;

--changeset eligo:import-staging-lines
-- Merging goes by ranges of lines. BRIN: rows are stored in the order of their lines, and a B-tree would cost a fifth of the load.
CREATE INDEX merchant_line ON staging.merchant USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX outlet_line ON staging.outlet USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX payment_point_line ON staging.payment_point USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX cashback_configuration_line ON staging.cashback_configuration USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX cashback_tier_line ON staging.cashback_tier USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX exclusive_offer_line ON staging.exclusive_offer USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX loyalty_program_line ON staging.loyalty_program USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX loyalty_tier_line ON staging.loyalty_tier USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX loyalty_reward_line ON staging.loyalty_reward USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX offer_outlet_line ON staging.offer_outlet USING brin (line) WITH (pages_per_range = 16);
CREATE INDEX customer_type_line ON staging.customer_type USING brin (line) WITH (pages_per_range = 16);
--rollback DROP INDEX staging.merchant_line;
--rollback DROP INDEX staging.outlet_line;
--rollback DROP INDEX staging.payment_point_line;
--rollback DROP INDEX staging.cashback_configuration_line;
--rollback DROP INDEX staging.cashback_tier_line;
--rollback DROP INDEX staging.exclusive_offer_line;
--rollback DROP INDEX staging.loyalty_program_line;
--rollback DROP INDEX staging.loyalty_tier_line;
--rollback DROP INDEX staging.loyalty_reward_line;
--rollback DROP INDEX staging.offer_outlet_line;
--rollback DROP INDEX staging.customer_type_line;

--changeset eligo:import-file
-- The progress of each file of an import run, written in the transaction whose work it counts. fingerprint: size and time of the
-- file, null where the folder has none. written: rows inserted or changed, over all attempts of the run.
CREATE TABLE staging.file (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    source          text NOT NULL,
    fingerprint     text,
    rows            bigint NOT NULL DEFAULT 0,
    written         bigint NOT NULL DEFAULT 0,
    merged          boolean NOT NULL DEFAULT false,
    PRIMARY KEY (job_instance_id, source)
);
--rollback DROP TABLE staging.file;

--changeset eligo:import-reject
-- The rows that an import run rejected; the reject folder is written from it. source: the file without its ending. row_key: the
-- row's id if it is valid, so that the rejection of rows that refer to it can name the reason.
CREATE TABLE staging.reject (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    source          text NOT NULL,
    file            text NOT NULL,
    line            bigint NOT NULL,
    column_name     text NOT NULL,
    value           text NOT NULL,
    reason          text NOT NULL,
    row_key         text,
    PRIMARY KEY (job_instance_id, source, line)
);
CREATE INDEX reject_row_key ON staging.reject (job_instance_id, source, row_key);
--rollback DROP TABLE staging.reject;

--changeset eligo:planned-schema
-- Of the views in code/planned.sql.
CREATE SCHEMA planned;
--rollback DROP SCHEMA planned;
