--liquibase formatted sql

--changeset eligo:existing-rows splitStatements:false stripComments:false
-- After the triggers, which capture everything that is written from now on: the rows that source tables had before, and what needs
-- Eligo's own tables and functions. Does nothing where Eligo has created the source tables. NOT VALID: rows that are there are not
-- checked; one that Eligo cannot read is left out and reported. The command remove-eligo drops every constraint of a source table that
-- depends on an object of Eligo.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
DO $$
DECLARE
    with_words regclass[] := ARRAY(
        SELECT c.conrelid FROM pg_constraint c JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid
        WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = 'customer_types()'::regprocedure);
BEGIN
    IF NOT 'cashback_configuration'::regclass = ANY (with_words) THEN
        ALTER TABLE cashback_configuration ADD CHECK (eligible_customer_types <@ array_append(customer_types(), 'All')) NOT VALID;
    END IF;
    IF NOT 'exclusive_offer'::regclass = ANY (with_words) THEN
        ALTER TABLE exclusive_offer ADD CHECK (eligible_customer_types <@ array_append(customer_types(), 'All')) NOT VALID;
    END IF;
    IF NOT 'loyalty_tier'::regclass = ANY (with_words) THEN
        ALTER TABLE loyalty_tier ADD CHECK (min_customer_type = ANY (customer_types())) NOT VALID;
    END IF;
    IF NOT 'customer_type'::regclass = ANY (with_words) THEN
        ALTER TABLE customer_type ADD CHECK (type = ANY (customer_types())) NOT VALID;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'offer_outlet'::regclass AND confrelid = 'offer'::regclass) THEN
        ALTER TABLE offer_outlet ADD FOREIGN KEY (offer_id, offer_type) REFERENCES offer (id, offer_type) ON DELETE CASCADE NOT VALID;
    END IF;
END $$;

-- Writers of offers wait: each offer is registered either here or by its trigger.
LOCK TABLE offer IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO offer (id, offer_type, offer_no)
SELECT * FROM (
    SELECT id, 'Cashback', offer_no FROM cashback_configuration
    UNION ALL SELECT id, 'Exclusive', offer_no FROM exclusive_offer
    UNION ALL SELECT id, 'Loyalty', offer_no FROM loyalty_program) AS existing (id, offer_type, offer_no)
WHERE NOT EXISTS (SELECT FROM offer o WHERE o.id = existing.id AND o.offer_type = existing.offer_type);
SELECT repair_eligibility_view();
-- No grants of known users: a full rebuild is needed.
INSERT INTO outbox_event (kind, may_revoke)
SELECT 'all', true WHERE EXISTS (SELECT FROM customer_type) AND NOT EXISTS (SELECT FROM user_grants);
--rollback empty
