--liquibase formatted sql

--changeset eligo:audience-is-a-list
-- <@ looks at elements only: '{{New,Vip}}' passed, and so did subscripts that do not begin at 1. Rows of that kind are made the
-- lists that they were taken for here, so no row is left that the new constraint would refuse; their triggers say that they moved.
UPDATE cashback_configuration SET eligible_customer_types = ARRAY(SELECT unnest(eligible_customer_types))
WHERE array_ndims(eligible_customer_types) > 1 OR array_lower(eligible_customer_types, 1) <> 1;
UPDATE exclusive_offer SET eligible_customer_types = ARRAY(SELECT unnest(eligible_customer_types))
WHERE array_ndims(eligible_customer_types) > 1 OR array_lower(eligible_customer_types, 1) <> 1;
--rollback empty

--changeset eligo:audience-shape
-- Of an empty array both are null, which passes.
ALTER TABLE cashback_configuration ADD CONSTRAINT cashback_audience_is_a_list
    CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1);
ALTER TABLE exclusive_offer ADD CONSTRAINT exclusive_audience_is_a_list
    CHECK (array_ndims(eligible_customer_types) = 1 AND array_lower(eligible_customer_types, 1) = 1);
--rollback ALTER TABLE exclusive_offer DROP CONSTRAINT exclusive_audience_is_a_list;
--rollback ALTER TABLE cashback_configuration DROP CONSTRAINT cashback_audience_is_a_list;
