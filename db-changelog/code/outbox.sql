--liquibase formatted sql

--changeset eligo:outbox-code runOnChange:true splitStatements:false stripComments:false
-- The triggers that insert events. Live is not granted: switches, windows and budgets change no grant.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- The number of events that are not done, without the parked ones, for queries that ask for more.
CREATE OR REPLACE FUNCTION outbox_pending() RETURNS bigint LANGUAGE sql STABLE
RETURN (SELECT count(*) FROM outbox_event WHERE parked_at IS NULL);

-- Whether the audience grants to users whose rows of user_grants contain the offer; those of a broad offer do not.
CREATE OR REPLACE FUNCTION is_targeted(audience text[]) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN audience && array_remove(customer_types(), 'NonCustomer') AND NOT 'All' = ANY (audience) AND NOT audience @> customer_types();

-- A change of a cashback configuration or an exclusive offer: whether grants of its merchant's customers depend on it, and whether it
-- may revoke any. The audience before is null for an offer that is inserted, the one after for one that is deleted. Inlined.
CREATE OR REPLACE FUNCTION affects_grants(merchant_before uuid, audience_before text[], merchant_after uuid, audience_after text[])
RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN (merchant_after, audience_after) IS DISTINCT FROM (merchant_before, audience_before)
    AND (is_targeted(audience_after) OR is_targeted(audience_before));
CREATE OR REPLACE FUNCTION may_revoke(merchant_before uuid, audience_before text[], merchant_after uuid, audience_after text[])
RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN audience_before IS NOT NULL AND (merchant_after IS DISTINCT FROM merchant_before
    OR NOT is_targeted(audience_after) OR NOT audience_after @> audience_before);

-- A thousand users for each event, in order: one chunk of work. work_mem: a million rows of one statement are joined and sorted here.
CREATE OR REPLACE FUNCTION capture_customer_types() RETURNS trigger LANGUAGE plpgsql SET work_mem = '64MB' SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO outbox_event (kind, may_revoke) VALUES ('all', true);
        RETURN NULL;
    END IF;
    EXECUTE format('
        INSERT INTO outbox_event (kind, users, may_revoke)
        SELECT ''users'', array_agg(user_id), %L
        FROM (SELECT user_id, (row_number() OVER (ORDER BY user_id) - 1) / 1000 AS piece FROM (SELECT DISTINCT user_id FROM %s) AS users) AS pieces
        GROUP BY piece ORDER BY piece',
        TG_OP <> 'INSERT',
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed'
            ELSE '(SELECT user_id FROM after a FULL JOIN before b USING (user_id, merchant_id) WHERE a.type IS DISTINCT FROM b.type) AS changed' END);
    RETURN NULL;
END $$;

-- Stored relations contain the merchant's number: a merchant that is inserted with another number, or deleted, without its customers
-- makes theirs stale. OFFSET 0: a look-up by the key for each merchant, and not a scan of all relations, since there are mostly none.
-- Planned each time: a plan that the session made while there were few relations would scan them.
CREATE OR REPLACE FUNCTION capture_customers_of_merchants(merchants uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    INSERT INTO outbox_event (kind, users, may_revoke)
    SELECT 'users', array_agg(user_id), true
    FROM (SELECT user_id, (row_number() OVER (ORDER BY user_id) - 1) / 1000 AS piece
          FROM (SELECT DISTINCT c.user_id FROM unnest(merchants) AS m(id),
                    LATERAL (SELECT user_id FROM customer_type WHERE merchant_id = m.id OFFSET 0) AS c) AS users) AS pieces
    GROUP BY piece ORDER BY piece;
END $$;

CREATE OR REPLACE FUNCTION capture_merchants() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM capture_customers_of_merchants(ARRAY(SELECT a.id FROM added a));
    ELSE
        PERFORM capture_customers_of_merchants(ARRAY(SELECT r.id FROM removed r));
    END IF;
    RETURN NULL;
END $$;

-- For replicated rows.
CREATE OR REPLACE FUNCTION capture_audience(id uuid, offer_no integer, merchant_before uuid, audience_before text[], merchant_after uuid, audience_after text[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
    SELECT 'offer', capture_audience.id, capture_audience.offer_no, m.id, may_revoke(merchant_before, audience_before, merchant_after, audience_after)
    FROM (VALUES (merchant_after), (nullif(merchant_before, merchant_after))) AS m(id)
    WHERE m.id IS NOT NULL AND affects_grants(merchant_before, audience_before, merchant_after, audience_after);
END $$;

-- Of cashback_configuration and exclusive_offer.
CREATE OR REPLACE FUNCTION capture_audiences() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', a.id, a.offer_no, a.merchant_id, false FROM added a
        WHERE a.merchant_id IS NOT NULL AND is_targeted(a.eligible_customer_types);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', r.id, r.offer_no, r.merchant_id, true FROM removed r
        WHERE r.merchant_id IS NOT NULL AND is_targeted(r.eligible_customer_types);
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', a.id, a.offer_no, m.id, may_revoke(b.merchant_id, b.eligible_customer_types, a.merchant_id, a.eligible_customer_types)
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (nullif(b.merchant_id, a.merchant_id))) AS m(id)
        WHERE m.id IS NOT NULL AND affects_grants(b.merchant_id, b.eligible_customer_types, a.merchant_id, a.eligible_customer_types);
    ELSE
        INSERT INTO outbox_event (kind, may_revoke) VALUES ('all', true);
    END IF;
    RETURN NULL;
END $$;

-- A program's tiers may come before it or go with it, and their triggers do not find it then: its own triggers capture them.
CREATE OR REPLACE FUNCTION capture_programs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', a.id, a.offer_no, a.merchant_id, false FROM added a
        WHERE a.merchant_id IS NOT NULL AND EXISTS (SELECT FROM loyalty_tier t WHERE t.loyalty_program_id = a.id);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', r.id, r.offer_no, r.merchant_id, true FROM removed r WHERE r.merchant_id IS NOT NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
        SELECT 'offer', a.id, a.offer_no, m.id, true
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
        WHERE m.id IS NOT NULL AND is_audience_change(a::loyalty_program, b::loyalty_program);
    ELSE
        INSERT INTO outbox_event (kind, may_revoke) VALUES ('all', true);
    END IF;
    RETURN NULL;
END $$;

-- A program may move to another merchant meanwhile: the event names the program, and is processed for both merchants.
CREATE OR REPLACE FUNCTION capture_programs_of_tiers(programs uuid[], may_revoke boolean) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
    SELECT 'offer', p.id, p.offer_no, p.merchant_id, capture_programs_of_tiers.may_revoke
    FROM loyalty_program p WHERE p.id = ANY (programs) AND p.merchant_id IS NOT NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_tiers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM capture_programs_of_tiers(ARRAY(SELECT DISTINCT a.loyalty_program_id FROM added a), false);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM capture_programs_of_tiers(ARRAY(SELECT DISTINCT r.loyalty_program_id FROM removed r), true);
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM capture_programs_of_tiers(ARRAY(
            SELECT DISTINCT p.id FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.loyalty_program_id), (b.loyalty_program_id)) AS p(id)
            WHERE is_audience_change(a::loyalty_tier, b::loyalty_tier)), true);
    ELSE
        INSERT INTO outbox_event (kind, may_revoke) VALUES ('all', true);
    END IF;
    RETURN NULL;
END $$;

-- The argument is the type of the offers that the table grants; customer_type has none.
CREATE OR REPLACE FUNCTION record_truncated_source() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO truncated_source (source, offer_nos)
    VALUES (TG_TABLE_NAME, CASE WHEN TG_NARGS > 0 THEN ARRAY(SELECT offer_no FROM offer WHERE offer_type = TG_ARGV[0]) END);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON merchant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_merchants();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON merchant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_merchants();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON customer_type REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_customer_types();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON customer_type REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_customer_types();
CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON customer_type REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION capture_customer_types();
CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON customer_type
    FOR EACH STATEMENT EXECUTE FUNCTION capture_customer_types();
CREATE OR REPLACE TRIGGER record_truncate BEFORE TRUNCATE ON customer_type
    FOR EACH STATEMENT EXECUTE FUNCTION record_truncated_source();
ALTER TABLE customer_type ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER capture_update,
    ENABLE ALWAYS TRIGGER capture_truncate, ENABLE ALWAYS TRIGGER record_truncate;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON cashback_configuration REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON cashback_configuration REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER record_truncate BEFORE TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION record_truncated_source('Cashback');
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER capture_update,
    ENABLE ALWAYS TRIGGER capture_truncate, ENABLE ALWAYS TRIGGER record_truncate;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON exclusive_offer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON exclusive_offer REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION capture_audiences();
CREATE OR REPLACE TRIGGER record_truncate BEFORE TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION record_truncated_source('Exclusive');
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER capture_update,
    ENABLE ALWAYS TRIGGER capture_truncate, ENABLE ALWAYS TRIGGER record_truncate;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_programs();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON loyalty_program REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_programs();
CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION capture_programs();
CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION capture_programs();
CREATE OR REPLACE TRIGGER record_truncate BEFORE TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION record_truncated_source('Loyalty');
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER capture_update,
    ENABLE ALWAYS TRIGGER capture_truncate, ENABLE ALWAYS TRIGGER record_truncate;

CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON loyalty_tier REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION capture_tiers();
CREATE OR REPLACE TRIGGER capture_delete AFTER DELETE ON loyalty_tier REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION capture_tiers();
CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON loyalty_tier REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION capture_tiers();
CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION capture_tiers();
CREATE OR REPLACE TRIGGER record_truncate BEFORE TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION record_truncated_source('Loyalty');
ALTER TABLE loyalty_tier ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER capture_update,
    ENABLE ALWAYS TRIGGER capture_truncate, ENABLE ALWAYS TRIGGER record_truncate;
--rollback DROP FUNCTION record_truncated_source() CASCADE;
--rollback DROP FUNCTION capture_tiers() CASCADE;
--rollback DROP FUNCTION capture_programs() CASCADE;
--rollback DROP FUNCTION capture_audiences() CASCADE;
--rollback DROP FUNCTION capture_merchants() CASCADE;
--rollback DROP FUNCTION capture_customer_types() CASCADE;
--rollback DROP FUNCTION capture_programs_of_tiers(uuid[], boolean);
--rollback DROP FUNCTION capture_customers_of_merchants(uuid[]);
--rollback DROP FUNCTION capture_audience(uuid, integer, uuid, text[], uuid, text[]);
--rollback DROP FUNCTION may_revoke(uuid, text[], uuid, text[]);
--rollback DROP FUNCTION affects_grants(uuid, text[], uuid, text[]);
--rollback DROP FUNCTION is_targeted(text[]);
--rollback DROP FUNCTION outbox_pending();
