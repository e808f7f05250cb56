--liquibase formatted sql

-- Source tables that were there before Eligo: what Eligo adds to them, as far as it is missing. In a database whose source tables
-- Eligo has created, nothing is missing, and Liquibase marks these changesets as run (MARK_RAN). The command remove-eligo takes away
-- what was added, and nothing that was there. The numbers are Eligo's in any case.

--changeset eligo:existing-merchant-number
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_attribute WHERE attrelid = 'merchant'::regclass AND attname = 'merchant_no'
CREATE SEQUENCE merchant_no_seq AS integer MAXVALUE 268435455;
ALTER TABLE merchant ADD COLUMN merchant_no integer NOT NULL UNIQUE DEFAULT nextval('merchant_no_seq') CHECK (merchant_no BETWEEN 1 AND 268435455);
ALTER SEQUENCE merchant_no_seq OWNED BY merchant.merchant_no;
--rollback ALTER TABLE IF EXISTS merchant DROP COLUMN IF EXISTS merchant_no;

--changeset eligo:existing-cashback-configuration-number
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_attribute WHERE attrelid = 'cashback_configuration'::regclass AND attname = 'offer_no'
ALTER TABLE cashback_configuration ADD COLUMN offer_no integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq');
--rollback ALTER TABLE IF EXISTS cashback_configuration DROP COLUMN IF EXISTS offer_no;

--changeset eligo:existing-exclusive-offer-number
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_attribute WHERE attrelid = 'exclusive_offer'::regclass AND attname = 'offer_no'
ALTER TABLE exclusive_offer ADD COLUMN offer_no integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq');
--rollback ALTER TABLE IF EXISTS exclusive_offer DROP COLUMN IF EXISTS offer_no;

--changeset eligo:existing-loyalty-program-number
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_attribute WHERE attrelid = 'loyalty_program'::regclass AND attname = 'offer_no'
ALTER TABLE loyalty_program ADD COLUMN offer_no integer NOT NULL UNIQUE DEFAULT nextval('offer_no_seq');
--rollback ALTER TABLE IF EXISTS loyalty_program DROP COLUMN IF EXISTS offer_no;

--changeset eligo:existing-outlet-merchant-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'outlet'::regclass AND a.attname = 'merchant_id' AND i.indpred IS NULL
-- Any index that begins with the column will do. The same for the indexes below.
CREATE INDEX outlet_merchant_id ON outlet (merchant_id);
--rollback DROP INDEX IF EXISTS outlet_merchant_id;

--changeset eligo:existing-payment-point-outlet-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'payment_point'::regclass AND a.attname = 'outlet_id' AND i.indpred IS NULL
CREATE INDEX payment_point_outlet_id ON payment_point (outlet_id);
--rollback DROP INDEX IF EXISTS payment_point_outlet_id;

--changeset eligo:existing-cashback-configuration-merchant-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'cashback_configuration'::regclass AND a.attname = 'merchant_id' AND i.indpred IS NULL
CREATE INDEX cashback_configuration_merchant_id ON cashback_configuration (merchant_id);
--rollback DROP INDEX IF EXISTS cashback_configuration_merchant_id;

--changeset eligo:existing-cashback-tier-cashback-configuration-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'cashback_tier'::regclass AND a.attname = 'cashback_configuration_id' AND i.indpred IS NULL
CREATE INDEX cashback_tier_cashback_configuration_id ON cashback_tier (cashback_configuration_id);
--rollback DROP INDEX IF EXISTS cashback_tier_cashback_configuration_id;

--changeset eligo:existing-exclusive-offer-merchant-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'exclusive_offer'::regclass AND a.attname = 'merchant_id' AND i.indpred IS NULL
CREATE INDEX exclusive_offer_merchant_id ON exclusive_offer (merchant_id);
--rollback DROP INDEX IF EXISTS exclusive_offer_merchant_id;

--changeset eligo:existing-loyalty-program-merchant-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'loyalty_program'::regclass AND a.attname = 'merchant_id' AND i.indpred IS NULL
CREATE INDEX loyalty_program_merchant_id ON loyalty_program (merchant_id);
--rollback DROP INDEX IF EXISTS loyalty_program_merchant_id;

--changeset eligo:existing-loyalty-tier-loyalty-program-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'loyalty_tier'::regclass AND a.attname = 'loyalty_program_id' AND i.indpred IS NULL
CREATE INDEX loyalty_tier_loyalty_program_id ON loyalty_tier (loyalty_program_id);
--rollback DROP INDEX IF EXISTS loyalty_tier_loyalty_program_id;

--changeset eligo:existing-loyalty-reward-loyalty-program-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'loyalty_reward'::regclass AND a.attname = 'loyalty_program_id' AND i.indpred IS NULL
CREATE INDEX loyalty_reward_loyalty_program_id ON loyalty_reward (loyalty_program_id);
--rollback DROP INDEX IF EXISTS loyalty_reward_loyalty_program_id;

--changeset eligo:existing-offer-outlet-outlet-id
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = 'offer_outlet'::regclass AND a.attname = 'outlet_id' AND i.indpred IS NULL
CREATE INDEX offer_outlet_outlet_id ON offer_outlet (outlet_id);
--rollback DROP INDEX IF EXISTS offer_outlet_outlet_id;

--changeset eligo:existing-customer-type-by-merchant
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index WHERE indrelid = 'customer_type'::regclass AND pg_get_indexdef(indexrelid) LIKE '%(merchant_id, user_id) INCLUDE (type)'
CREATE INDEX customer_type_by_merchant ON customer_type (merchant_id, user_id) INCLUDE (type);
--rollback DROP INDEX IF EXISTS customer_type_by_merchant;

--changeset eligo:existing-customer-type-by-user
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_index WHERE indrelid = 'customer_type'::regclass AND pg_get_indexdef(indexrelid) LIKE '%(user_id, merchant_id) INCLUDE (type)'
CREATE INDEX customer_type_by_user ON customer_type (user_id, merchant_id) INCLUDE (type);
--rollback DROP INDEX IF EXISTS customer_type_by_user;

--changeset eligo:existing-customer-type-statistics
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_attribute WHERE attrelid = 'customer_type'::regclass AND attname = 'user_id' AND attoptions IS NOT NULL
ALTER TABLE customer_type ALTER COLUMN user_id SET (n_distinct = -1);
--rollback ALTER TABLE IF EXISTS customer_type ALTER COLUMN user_id RESET (n_distinct);
