--liquibase formatted sql

--changeset eligo:offer-registry
-- One row an offer of any type: keeps ids unique over the three tables and gives links a key to refer to.
-- Triggers on the three tables keep it; nobody else writes it.
CREATE SEQUENCE offer_no_seq AS integer;
CREATE TABLE offer (
    id         uuid PRIMARY KEY,
    offer_type text NOT NULL CHECK (offer_type IN ('Cashback', 'Exclusive', 'Loyalty')),
    offer_no   integer NOT NULL UNIQUE,
    UNIQUE (id, offer_type)
);
--rollback DROP TABLE offer;
--rollback DROP SEQUENCE offer_no_seq;

--changeset eligo:cashback-configuration
CREATE TABLE cashback_configuration (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid NOT NULL REFERENCES merchant,
    name                    text NOT NULL,
    start_date              timestamptz CHECK (isfinite(start_date)),
    end_date                timestamptz CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}'
        CHECK (eligible_customer_types <@ ARRAY['All', 'NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']),
    net_cashback_budget     numeric NOT NULL CHECK (net_cashback_budget >= 0 AND net_cashback_budget < 'Infinity'),
    used_cashback_budget    numeric NOT NULL DEFAULT 0 CHECK (used_cashback_budget >= 0 AND used_cashback_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    offer_no                integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq'),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT cashback_window CHECK (end_date >= start_date)
);
CREATE INDEX cashback_configuration_merchant_id ON cashback_configuration (merchant_id);
--rollback DROP TABLE cashback_configuration;

--changeset eligo:cashback-tier
CREATE TABLE cashback_tier (
    id                        uuid PRIMARY KEY,
    cashback_configuration_id uuid NOT NULL REFERENCES cashback_configuration ON DELETE CASCADE,
    name                      text NOT NULL,
    percentage                numeric NOT NULL CHECK (percentage BETWEEN 0 AND 100),
    is_active                 boolean NOT NULL,
    deleted_at                timestamptz CHECK (isfinite(deleted_at)),
    review_status             text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at                timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX cashback_tier_cashback_configuration_id ON cashback_tier (cashback_configuration_id);
--rollback DROP TABLE cashback_tier;

--changeset eligo:exclusive-offer
CREATE TABLE exclusive_offer (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid REFERENCES merchant,
    name                    text NOT NULL,
    description             text,
    start_date              timestamptz NOT NULL CHECK (isfinite(start_date)),
    end_date                timestamptz NOT NULL CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}'
        CHECK (eligible_customer_types <@ ARRAY['All', 'NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']),
    net_offer_budget        numeric NOT NULL CHECK (net_offer_budget >= 0 AND net_offer_budget < 'Infinity'),
    used_offer_budget       numeric NOT NULL DEFAULT 0 CHECK (used_offer_budget >= 0 AND used_offer_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    offer_no                integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq'),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT exclusive_window CHECK (end_date >= start_date),
    CONSTRAINT platform_wide_audience CHECK (
        merchant_id IS NOT NULL OR cardinality(eligible_customer_types) = 0 OR 'All' = ANY (eligible_customer_types))
);
CREATE INDEX exclusive_offer_merchant_id ON exclusive_offer (merchant_id);
--rollback DROP TABLE exclusive_offer;

--changeset eligo:loyalty-program
CREATE TABLE loyalty_program (
    id                    uuid PRIMARY KEY,
    merchant_id           uuid REFERENCES merchant,
    name                  text NOT NULL,
    is_active             boolean NOT NULL,
    deleted_at            timestamptz CHECK (isfinite(deleted_at)),
    points_used_in_period numeric NOT NULL DEFAULT 0 CHECK (points_used_in_period >= 0 AND points_used_in_period < 'Infinity'),
    points_issued_limit   numeric CHECK (points_issued_limit >= 0 AND points_issued_limit < 'Infinity'),
    review_status         text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    offer_no              integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq'),
    created_at            timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    -- At most one (not deleted) a merchant. Not a partial unique index: that is checked row by row, and two
    -- programs could not change merchants in one statement.
    CONSTRAINT one_program_a_merchant EXCLUDE USING btree (merchant_id WITH =) WHERE (deleted_at IS NULL)
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX loyalty_program_merchant_id ON loyalty_program (merchant_id);
--rollback DROP TABLE loyalty_program;

--changeset eligo:loyalty-tier
CREATE TABLE loyalty_tier (
    id                 uuid PRIMARY KEY,
    loyalty_program_id uuid NOT NULL REFERENCES loyalty_program ON DELETE CASCADE,
    name               text NOT NULL,
    min_customer_type  text NOT NULL CHECK (min_customer_type IN ('NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip')),
    is_active          boolean NOT NULL,
    deleted_at         timestamptz CHECK (isfinite(deleted_at)),
    review_status      text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at         timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX loyalty_tier_loyalty_program_id ON loyalty_tier (loyalty_program_id);
--rollback DROP TABLE loyalty_tier;

--changeset eligo:loyalty-reward
CREATE TABLE loyalty_reward (
    id                 uuid PRIMARY KEY,
    loyalty_program_id uuid NOT NULL REFERENCES loyalty_program ON DELETE CASCADE,
    name               text NOT NULL,
    is_active          boolean NOT NULL,
    review_status      text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at         timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX loyalty_reward_loyalty_program_id ON loyalty_reward (loyalty_program_id);
--rollback DROP TABLE loyalty_reward;

--changeset eligo:offer-outlet
CREATE TABLE offer_outlet (
    offer_type text NOT NULL CHECK (offer_type IN ('Cashback', 'Exclusive')),
    offer_id   uuid NOT NULL,
    outlet_id  uuid NOT NULL REFERENCES outlet ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    PRIMARY KEY (offer_id, outlet_id),
    FOREIGN KEY (offer_id, offer_type) REFERENCES offer (id, offer_type) ON DELETE CASCADE
);
CREATE INDEX offer_outlet_outlet_id ON offer_outlet (outlet_id);
--rollback DROP TABLE offer_outlet;

--changeset eligo:offer-registry-triggers splitStatements:false
CREATE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO offer (id, offer_type, offer_no) SELECT id, TG_ARGV[0], offer_no FROM added;
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
        USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, DETAIL = SQLERRM;
END $$;
CREATE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM offer WHERE offer_type = TG_ARGV[0];
    ELSE
        DELETE FROM offer USING removed WHERE offer.id = removed.id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION keep_offer_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT id, offer_no FROM after EXCEPT SELECT id, offer_no FROM before) THEN
        RAISE EXCEPTION 'the id and offer_no of an offer never change' USING TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER register AFTER INSERT ON cashback_configuration REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Cashback');
CREATE TRIGGER unregister AFTER DELETE ON cashback_configuration REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Cashback');
CREATE TRIGGER unregister_all AFTER TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Cashback');
CREATE TRIGGER keep_identity AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();

CREATE TRIGGER register AFTER INSERT ON exclusive_offer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Exclusive');
CREATE TRIGGER unregister AFTER DELETE ON exclusive_offer REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Exclusive');
CREATE TRIGGER unregister_all AFTER TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Exclusive');
CREATE TRIGGER keep_identity AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();

CREATE TRIGGER register AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Loyalty');
CREATE TRIGGER unregister AFTER DELETE ON loyalty_program REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Loyalty');
CREATE TRIGGER unregister_all AFTER TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Loyalty');
CREATE TRIGGER keep_identity AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();

-- Also under session_replication_role = replica: a registry without its offers would be a lie.
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER register, ENABLE ALWAYS TRIGGER unregister,
    ENABLE ALWAYS TRIGGER unregister_all, ENABLE ALWAYS TRIGGER keep_identity;
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER register, ENABLE ALWAYS TRIGGER unregister,
    ENABLE ALWAYS TRIGGER unregister_all, ENABLE ALWAYS TRIGGER keep_identity;
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER register, ENABLE ALWAYS TRIGGER unregister,
    ENABLE ALWAYS TRIGGER unregister_all, ENABLE ALWAYS TRIGGER keep_identity;
--rollback DROP FUNCTION register_offers() CASCADE;
--rollback DROP FUNCTION unregister_offers() CASCADE;
--rollback DROP FUNCTION keep_offer_identity() CASCADE;
