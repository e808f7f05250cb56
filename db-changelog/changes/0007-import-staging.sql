--liquibase formatted sql

--changeset eligo:import-staging
-- Where import puts the rows of one file, with their lines, before they are checked against each other and the sources.
-- Unlogged: a restarted import stages its current file again.
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
--rollback DROP SCHEMA staging CASCADE;

--changeset eligo:import-reject
-- The rows that a run of import refused, by file and line; the reject folder is written from it.
CREATE TABLE staging.reject (
    job_instance_id bigint NOT NULL REFERENCES batch.batch_job_instance ON DELETE CASCADE,
    file            text NOT NULL,
    line            bigint NOT NULL,
    column_name     text NOT NULL,
    value           text NOT NULL,
    reason          text NOT NULL,
    PRIMARY KEY (job_instance_id, file, line)
);
--rollback DROP TABLE staging.reject;
