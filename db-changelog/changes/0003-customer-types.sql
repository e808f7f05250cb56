--liquibase formatted sql

--changeset eligo:customer-type
-- Both orders index-only: the full rebuild reads by user, offer changes by merchant.
CREATE TABLE customer_type (
    user_id     uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    type        text NOT NULL CHECK (type IN ('NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip')),
    created_at  timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    PRIMARY KEY (user_id, merchant_id) INCLUDE (type)
);
CREATE INDEX customer_type_by_merchant ON customer_type (merchant_id, user_id) INCLUDE (type);
--rollback DROP TABLE customer_type;
