--liquibase formatted sql

--changeset eligo:outlet-state
-- The tables of the view user_offer_eligibility, kept by triggers (code/eligibility-view.sql): computed in the view, the same
-- took 63 to 190 ms for one user. Nothing here depends on the instant. is_open: live.
CREATE TABLE outlet_state (
    outlet_id   uuid PRIMARY KEY,
    merchant_id uuid NOT NULL,
    is_open     boolean NOT NULL DEFAULT false
);
CREATE INDEX outlet_state_merchant_id ON outlet_state (merchant_id);
--rollback DROP TABLE outlet_state;

--changeset eligo:offering
-- A pair of an offer and an outlet: one row for each link of offer_outlet, and for each loyalty program and outlet of one
-- merchant. Rows are there whether open or not, so opening or closing an offer or an outlet only updates its own columns.
CREATE TABLE offering (
    offer_id             uuid NOT NULL REFERENCES offer ON DELETE CASCADE,
    outlet_id            uuid NOT NULL,
    -- The outlet's, as in outlet_state.
    merchant_id          uuid NOT NULL,
    outlet_is_open       boolean NOT NULL,
    -- The offer's, as in offer.
    offer_type           text NOT NULL,
    offer_merchant_id    uuid,
    merchant_no          integer,
    broad_all            boolean NOT NULL,
    broad_non_customer   boolean NOT NULL,
    valid_from           timestamptz NOT NULL,
    valid_until          timestamptz NOT NULL,
    is_open              boolean NOT NULL,
    -- Granted at this outlet, although no row of user_grants contains it. Platform-wide offers count at every outlet, others at their merchant's.
    is_broad             boolean NOT NULL GENERATED ALWAYS AS (outlet_is_open AND (broad_all OR broad_non_customer)
        AND (offer_merchant_id IS NULL OR offer_merchant_id = merchant_id)) STORED,
    -- The merchant whose customers are excluded.
    excluded_merchant_no integer GENERATED ALWAYS AS (CASE WHEN NOT broad_all THEN merchant_no END) STORED,
    PRIMARY KEY (offer_id, outlet_id)
) WITH (fillfactor = 80);
CREATE INDEX offering_outlet_id ON offering (outlet_id);
CREATE INDEX offering_merchant_id ON offering (merchant_id);
ALTER TABLE offering ALTER COLUMN merchant_id SET STATISTICS 10;
--rollback DROP TABLE offering;

--changeset eligo:broad-offering
-- Copies of the offerings that are broad, in a narrow table that a scan reads from end to end; a trigger on offering writes it.
CREATE TABLE broad_offering (
    offer_id             uuid NOT NULL,
    outlet_id            uuid NOT NULL,
    merchant_id          uuid NOT NULL,
    excluded_merchant_no integer,
    is_open              boolean NOT NULL,
    offer_type           text NOT NULL,
    valid_from           timestamptz NOT NULL,
    valid_until          timestamptz NOT NULL,
    PRIMARY KEY (offer_id, outlet_id)
);
CREATE INDEX broad_offering_outlet_id ON broad_offering (outlet_id);
CREATE INDEX broad_offering_merchant_id ON broad_offering (merchant_id);
--rollback DROP TABLE broad_offering;
