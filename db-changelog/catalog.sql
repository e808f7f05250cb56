--liquibase formatted sql

--changeset eligo:merchant labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.merchant')
CREATE SEQUENCE merchant_no_seq AS integer MAXVALUE 268435455;
CREATE TABLE merchant (
    id            uuid PRIMARY KEY,
    business_name text NOT NULL,
    status        text NOT NULL CHECK (status IN ('Active', 'Pending', 'Suspended', 'Closed')),
    category      text NOT NULL,
    -- 28 bits: user_grants packs the number with three bits for the level. The sequence ends there too.
    merchant_no   integer NOT NULL UNIQUE DEFAULT nextval('merchant_no_seq') CHECK (merchant_no BETWEEN 1 AND 268435455),
    created_at    timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
ALTER SEQUENCE merchant_no_seq OWNED BY merchant.merchant_no;
--rollback DROP TABLE merchant;

--changeset eligo:outlet labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.outlet')
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

--changeset eligo:payment-point labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.payment_point')
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

--changeset eligo:offer
-- One row for each offer of any type: keeps ids unique over the three tables, and offer_outlet refers to it. Only triggers write
-- it. The columns after offer_no are what user_offer_eligibility needs to know of the offer.
CREATE SEQUENCE offer_no_seq AS integer;
CREATE TABLE offer (
    id                 uuid PRIMARY KEY,
    offer_type         text NOT NULL CHECK (offer_type IN ('Cashback', 'Exclusive', 'Loyalty')),
    offer_no           integer NOT NULL UNIQUE,
    merchant_id        uuid,
    merchant_no        integer,
    -- Granted to all users, or to those without a relation at its merchant. Rows of user_grants do not contain such an offer.
    broad_all          boolean NOT NULL DEFAULT false,
    broad_non_customer boolean NOT NULL DEFAULT false,
    -- Of a loyalty program: the lowest level that reaches a live tier.
    min_level          smallint,
    valid_from         timestamptz NOT NULL DEFAULT '-infinity',
    valid_until        timestamptz NOT NULL DEFAULT 'infinity',
    -- Live, apart from the window, the merchant and the outlets.
    is_open            boolean NOT NULL DEFAULT false,
    UNIQUE (id, offer_type)
);
CREATE INDEX offer_merchant_id ON offer (merchant_id);
-- No merchant has many offers, and comparing each table's hundred most common merchants was a quarter of planning a read of one user.
ALTER TABLE offer ALTER COLUMN merchant_id SET STATISTICS 10;
--rollback DROP TABLE offer;
--rollback DROP SEQUENCE offer_no_seq;

--changeset eligo:cashback-configuration labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.cashback_configuration')
CREATE TABLE cashback_configuration (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid NOT NULL REFERENCES merchant,
    name                    text NOT NULL,
    start_date              timestamptz CHECK (isfinite(start_date)),
    end_date                timestamptz CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}' CHECK (eligible_customer_types <@ array_append(customer_types(), 'All')),
    net_cashback_budget     numeric NOT NULL CHECK (net_cashback_budget >= 0 AND net_cashback_budget < 'Infinity'),
    used_cashback_budget    numeric NOT NULL DEFAULT 0 CHECK (used_cashback_budget >= 0 AND used_cashback_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    offer_no                integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq'),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT cashback_window CHECK (end_date >= start_date),
    -- <@ compares elements only: it accepts two dimensions, and subscripts that do not begin at 1. Both are null for an empty array.
    CONSTRAINT cashback_audience_is_a_list CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1)
);
CREATE INDEX cashback_configuration_merchant_id ON cashback_configuration (merchant_id);
--rollback DROP TABLE cashback_configuration;

--changeset eligo:cashback-tier labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.cashback_tier')
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

--changeset eligo:exclusive-offer labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.exclusive_offer')
CREATE TABLE exclusive_offer (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid REFERENCES merchant,
    name                    text NOT NULL,
    description             text,
    start_date              timestamptz NOT NULL CHECK (isfinite(start_date)),
    end_date                timestamptz NOT NULL CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}' CHECK (eligible_customer_types <@ array_append(customer_types(), 'All')),
    net_offer_budget        numeric NOT NULL CHECK (net_offer_budget >= 0 AND net_offer_budget < 'Infinity'),
    used_offer_budget       numeric NOT NULL DEFAULT 0 CHECK (used_offer_budget >= 0 AND used_offer_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    offer_no                integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq'),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT exclusive_window CHECK (end_date >= start_date),
    CONSTRAINT platform_wide_audience CHECK (
        merchant_id IS NOT NULL OR cardinality(eligible_customer_types) = 0 OR 'All' = ANY (eligible_customer_types)),
    CONSTRAINT exclusive_audience_is_a_list CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1)
);
CREATE INDEX exclusive_offer_merchant_id ON exclusive_offer (merchant_id);
--rollback DROP TABLE exclusive_offer;

--changeset eligo:loyalty-program labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.loyalty_program')
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
    -- At most one that is not deleted for each merchant. A partial unique index is checked row by row: with it, two programs
    -- could not exchange merchants in one statement.
    CONSTRAINT one_program_a_merchant EXCLUDE USING btree (merchant_id WITH =) WHERE (deleted_at IS NULL)
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX loyalty_program_merchant_id ON loyalty_program (merchant_id);
--rollback DROP TABLE loyalty_program;

--changeset eligo:loyalty-tier labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.loyalty_tier')
CREATE TABLE loyalty_tier (
    id                 uuid PRIMARY KEY,
    loyalty_program_id uuid NOT NULL REFERENCES loyalty_program ON DELETE CASCADE,
    name               text NOT NULL,
    min_customer_type  text NOT NULL CHECK (min_customer_type = ANY (customer_types())),
    is_active          boolean NOT NULL,
    deleted_at         timestamptz CHECK (isfinite(deleted_at)),
    review_status      text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at         timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX loyalty_tier_loyalty_program_id ON loyalty_tier (loyalty_program_id);
--rollback DROP TABLE loyalty_tier;

--changeset eligo:loyalty-reward labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.loyalty_reward')
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

--changeset eligo:offer-outlet labels:source-table
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.offer_outlet')
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

--changeset eligo:catalog-change
-- The log of changes that the nodes' catalogues follow. A follower remembers a snapshot and asks for rows that the snapshot did
-- not contain; the order of rows means nothing.
CREATE TABLE catalog_change (
    xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- everything: a table was truncated.
    kind          text NOT NULL CHECK (kind IN ('merchant', 'outlet', 'offer', 'everything')),
    id            uuid CHECK ((id IS NULL) = (kind = 'everything')),
    -- Whether grants depend on the change, and not only what is live.
    audience      boolean NOT NULL,
    -- When the pruner first saw the row, and not when it was written: its transaction may have committed long after.
    first_seen_at timestamptz
);
CREATE INDEX catalog_change_xid ON catalog_change (xid);
CREATE INDEX catalog_change_audience ON catalog_change (xid) WHERE audience;
--rollback DROP TABLE catalog_change;

--changeset eligo:catalog-log
-- How far rows of catalog_change were deleted. A follower whose snapshot is older reads everything: its own clock, which stands
-- still while a machine sleeps, cannot tell.
CREATE TABLE catalog_log (
    singleton      boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- The highest transaction of a row that is no longer in catalog_change.
    pruned_through xid8 NOT NULL
);
INSERT INTO catalog_log (pruned_through) VALUES (pg_current_xact_id());
--rollback DROP TABLE catalog_log;
