-- The source tables without anything of Eligo: what the command remove-eligo leaves of tables that Eligo has created, and the shape
-- that tables of your own must have at least by their columns and keys (docs/adoption.md).

CREATE TABLE merchant (
    id            uuid PRIMARY KEY,
    business_name text NOT NULL,
    status        text NOT NULL CHECK (status IN ('Active', 'Pending', 'Suspended', 'Closed')),
    category      text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);

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

CREATE TABLE cashback_configuration (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid NOT NULL REFERENCES merchant,
    name                    text NOT NULL,
    start_date              timestamptz CHECK (isfinite(start_date)),
    end_date                timestamptz CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}',
    net_cashback_budget     numeric NOT NULL CHECK (net_cashback_budget >= 0 AND net_cashback_budget < 'Infinity'),
    used_cashback_budget    numeric NOT NULL DEFAULT 0 CHECK (used_cashback_budget >= 0 AND used_cashback_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT cashback_window CHECK (end_date >= start_date),
    -- <@ compares elements only: it accepts two dimensions, and subscripts that do not begin at 1. Both are null for an empty array.
    CONSTRAINT cashback_audience_is_a_list CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1)
);
CREATE INDEX cashback_configuration_merchant_id ON cashback_configuration (merchant_id);

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

CREATE TABLE exclusive_offer (
    id                      uuid PRIMARY KEY,
    merchant_id             uuid REFERENCES merchant,
    name                    text NOT NULL,
    description             text,
    start_date              timestamptz NOT NULL CHECK (isfinite(start_date)),
    end_date                timestamptz NOT NULL CHECK (isfinite(end_date)),
    is_active               boolean NOT NULL,
    deleted_at              timestamptz CHECK (isfinite(deleted_at)),
    eligible_customer_types text[] NOT NULL DEFAULT '{}',
    net_offer_budget        numeric NOT NULL CHECK (net_offer_budget >= 0 AND net_offer_budget < 'Infinity'),
    used_offer_budget       numeric NOT NULL DEFAULT 0 CHECK (used_offer_budget >= 0 AND used_offer_budget < 'Infinity'),
    review_status           text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at              timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    CONSTRAINT exclusive_window CHECK (end_date >= start_date),
    CONSTRAINT platform_wide_audience CHECK (
        merchant_id IS NOT NULL OR cardinality(eligible_customer_types) = 0 OR 'All' = ANY (eligible_customer_types)),
    CONSTRAINT exclusive_audience_is_a_list CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1)
);
CREATE INDEX exclusive_offer_merchant_id ON exclusive_offer (merchant_id);

CREATE TABLE loyalty_program (
    id                    uuid PRIMARY KEY,
    merchant_id           uuid REFERENCES merchant,
    name                  text NOT NULL,
    is_active             boolean NOT NULL,
    deleted_at            timestamptz CHECK (isfinite(deleted_at)),
    points_used_in_period numeric NOT NULL DEFAULT 0 CHECK (points_used_in_period >= 0 AND points_used_in_period < 'Infinity'),
    points_issued_limit   numeric CHECK (points_issued_limit >= 0 AND points_issued_limit < 'Infinity'),
    review_status         text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at            timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    -- At most one that is not deleted for each merchant. A partial unique index is checked row by row: with it, two programs
    -- could not exchange merchants in one statement.
    CONSTRAINT one_program_a_merchant EXCLUDE USING btree (merchant_id WITH =) WHERE (deleted_at IS NULL)
        DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX loyalty_program_merchant_id ON loyalty_program (merchant_id);

CREATE TABLE loyalty_tier (
    id                 uuid PRIMARY KEY,
    loyalty_program_id uuid NOT NULL REFERENCES loyalty_program ON DELETE CASCADE,
    name               text NOT NULL,
    min_customer_type  text NOT NULL,
    is_active          boolean NOT NULL,
    deleted_at         timestamptz CHECK (isfinite(deleted_at)),
    review_status      text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at         timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX loyalty_tier_loyalty_program_id ON loyalty_tier (loyalty_program_id);

CREATE TABLE loyalty_reward (
    id                 uuid PRIMARY KEY,
    loyalty_program_id uuid NOT NULL REFERENCES loyalty_program ON DELETE CASCADE,
    name               text NOT NULL,
    is_active          boolean NOT NULL,
    review_status      text CHECK (review_status IN ('Pending', 'Approved', 'Rejected')),
    created_at         timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at))
);
CREATE INDEX loyalty_reward_loyalty_program_id ON loyalty_reward (loyalty_program_id);

CREATE TABLE offer_outlet (
    offer_type text NOT NULL CHECK (offer_type IN ('Cashback', 'Exclusive')),
    offer_id   uuid NOT NULL,
    outlet_id  uuid NOT NULL REFERENCES outlet ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    PRIMARY KEY (offer_id, outlet_id)
);
CREATE INDEX offer_outlet_outlet_id ON offer_outlet (outlet_id);

-- Index-only scans in both orders: the full rebuild reads by user, changes of offers by merchant.
CREATE TABLE customer_type (
    user_id     uuid NOT NULL,
    merchant_id uuid NOT NULL REFERENCES merchant,
    type        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now() CHECK (isfinite(created_at)),
    PRIMARY KEY (user_id, merchant_id) INCLUDE (type)
);
CREATE INDEX customer_type_by_merchant ON customer_type (merchant_id, user_id) INCLUDE (type);
-- The planner takes each relation for another user's: a merchant's customers all differ. With the estimate from a sample, 35
-- relations for each user instead of eight, user_offer_eligibility kept each user's grants in memory to use them again.
ALTER TABLE customer_type ALTER COLUMN user_id SET (n_distinct = -1);
