--liquibase formatted sql

--changeset eligo:merchant
CREATE SEQUENCE merchant_no_seq AS integer;
CREATE TABLE merchant (
    id            uuid PRIMARY KEY,
    business_name text NOT NULL,
    status        text NOT NULL CHECK (status IN ('Active', 'Pending', 'Suspended', 'Closed')),
    category      text NOT NULL,
    -- user_grants packs it into 28 bits, beside three for the level.
    merchant_no   integer NOT NULL UNIQUE DEFAULT nextval('merchant_no_seq') CHECK (merchant_no BETWEEN 1 AND 268435455),
    created_at    timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
ALTER SEQUENCE merchant_no_seq OWNED BY merchant.merchant_no;
--rollback DROP TABLE merchant;

--changeset eligo:outlet
CREATE TABLE outlet (
    id            uuid PRIMARY KEY,
    merchant_id   uuid NOT NULL REFERENCES merchant,
    name          text NOT NULL,
    description   text,
    is_active     boolean NOT NULL,
    review_status text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at    timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX outlet_merchant_id ON outlet (merchant_id);
--rollback DROP TABLE outlet;

--changeset eligo:payment-point
CREATE TABLE payment_point (
    id            uuid PRIMARY KEY,
    outlet_id     uuid NOT NULL REFERENCES outlet ON DELETE CASCADE,
    kind          text NOT NULL CHECK (kind IN ('paybill', 'till')),
    is_active     boolean NOT NULL,
    deleted_at    timestamptz CHECK (isfinite(deleted_at)),
    review_status text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at    timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX payment_point_outlet_id ON payment_point (outlet_id);
--rollback DROP TABLE payment_point;

--changeset eligo:merchant-identity splitStatements:false
-- Stored relations hold merchant_no: to change it would make every one of them mean somebody else.
CREATE FUNCTION keep_merchant_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT id, merchant_no FROM after EXCEPT SELECT id, merchant_no FROM before) THEN
        RAISE EXCEPTION 'the id and merchant_no of a merchant never change' USING TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_identity AFTER UPDATE ON merchant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_merchant_identity();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER keep_identity;
--rollback DROP FUNCTION keep_merchant_identity() CASCADE;
