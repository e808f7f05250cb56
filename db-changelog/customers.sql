--liquibase formatted sql

--changeset eligo:customer-type labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.customer_type')
-- Index-only scans in both orders: the full rebuild reads by user, changes of offers by merchant.
CREATE TABLE customer_type (
    user_id     uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    type        text NOT NULL CHECK (type = ANY (customer_types())),
    created_at  timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    PRIMARY KEY (user_id, merchant_id) INCLUDE (type)
);
CREATE INDEX customer_type_by_merchant ON customer_type (merchant_id, user_id) INCLUDE (type);
-- The planner takes each relation for another user's: a merchant's customers all differ. With the estimate from a sample, 35
-- relations for each user instead of eight, user_offer_eligibility kept each user's grants in memory to use them again.
ALTER TABLE customer_type ALTER COLUMN user_id SET (n_distinct = -1);
--rollback DROP TABLE customer_type;
