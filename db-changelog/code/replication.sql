--liquibase formatted sql

--changeset eligo:replication-code runOnChange:true splitStatements:false stripComments:false
-- Logical replication: its apply worker fires row triggers only (apart from TRUNCATE), even where statement triggers are ENABLE ALWAYS.
-- So each source table has one row trigger, ENABLE REPLICA, which does for one row what the table's statement triggers do for all rows of a
-- statement. Other sessions under session_replication_role = replica, among them the initial copy, fire both: a trigger before the
-- statement sets eligo.statement_TABLE, and the row triggers' WHEN asks for it. A setting for each table: a statement with INSERT, UPDATE
-- or DELETE in WITH writes several.
-- Under replication no foreign key is checked, and a row may get another identity: it is then deleted and inserted. OLD is null for an
-- INSERT, NEW for a DELETE.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

CREATE OR REPLACE FUNCTION begin_replica_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('eligo.statement_' || TG_TABLE_NAME, 'true', true);
    RETURN NULL;
END $$;

-- The initial copy loads tables concurrently: the transaction that writes a parent must see the children of one that has not
-- committed, or be seen by it, since no foreign key makes one wait for the other. Relations need not wait for relations.
CREATE OR REPLACE FUNCTION end_replica_statement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('eligo.statement_' || TG_TABLE_NAME, '', true);
    IF TG_TABLE_NAME = 'customer_type' THEN
        PERFORM lock_shared_with_loads();
    ELSE
        PERFORM pg_advisory_xact_lock('outbox_event'::regclass::oid::integer, 0);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION lock_shared_with_loads() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared('outbox_event'::regclass::oid::integer, 0);
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_merchant() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    ids uuid[] := array_remove(ARRAY[OLD.id, NEW.id], NULL);
    a merchant := NEW;
    b merchant := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF (OLD.id, OLD.merchant_no) IS DISTINCT FROM (NEW.id, NEW.merchant_no) THEN
        PERFORM log_catalog_change('merchant', ids, true);
        PERFORM capture_customers_of_merchants(ids);
        PERFORM refresh_merchants(ids);
        RETURN NULL;
    END IF;
    IF is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('merchant', ids, false);
    END IF;
    IF is_state_change(a, b) THEN
        PERFORM refresh_outlets_of_merchants(ids);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_outlet() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := OLD.id IS DISTINCT FROM NEW.id;
    a outlet := NEW;
    b outlet := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('outlet', ARRAY[OLD.id, NEW.id], false);
    END IF;
    PERFORM move_outlets(
        CASE WHEN identity_changed AND NEW.id IS NOT NULL THEN ARRAY[NEW.id] ELSE '{}' END,
        CASE WHEN identity_changed AND OLD.id IS NOT NULL THEN ARRAY[OLD.id] ELSE '{}' END,
        CASE WHEN NOT identity_changed AND is_state_change(a, b) THEN ARRAY[NEW.id] ELSE '{}' END,
        CASE WHEN NEW.merchant_id IS NOT NULL AND (identity_changed OR OLD.merchant_id <> NEW.merchant_id)
            THEN array_remove(ARRAY[NEW.merchant_id, CASE WHEN NOT identity_changed THEN OLD.merchant_id END], NULL) ELSE '{}' END);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_payment_point() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := (OLD.id, OLD.outlet_id) IS DISTINCT FROM (NEW.id, NEW.outlet_id);
    a payment_point := NEW;
    b payment_point := OLD;
    outlets uuid[];
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('outlet', ARRAY[OLD.outlet_id, NEW.outlet_id], false);
    END IF;
    IF identity_changed OR is_live(a) <> is_live(b) THEN
        outlets := array_remove(ARRAY[CASE WHEN is_live(a) THEN NEW.outlet_id END, CASE WHEN is_live(b) THEN OLD.outlet_id END], NULL);
    END IF;
    IF outlets <> '{}' THEN
        PERFORM refresh_outlets(outlets);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_cashback_configuration() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := (OLD.id, OLD.offer_no) IS DISTINCT FROM (NEW.id, NEW.offer_no);
    a cashback_configuration := NEW;
    b cashback_configuration := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.id, NEW.id], identity_changed OR is_audience_change(a, b));
    END IF;
    IF NOT identity_changed THEN
        PERFORM capture_audience(NEW.id, NEW.offer_no, OLD.merchant_id, OLD.eligible_customer_types, NEW.merchant_id, NEW.eligible_customer_types);
    ELSE
        PERFORM capture_audience(OLD.id, OLD.offer_no, OLD.merchant_id, OLD.eligible_customer_types, NULL, NULL),
            capture_audience(NEW.id, NEW.offer_no, NULL, NULL, NEW.merchant_id, NEW.eligible_customer_types);
    END IF;
    IF identity_changed AND OLD.id IS NOT NULL THEN
        PERFORM remove_offers('Cashback', ARRAY[OLD.id]);
    END IF;
    IF identity_changed AND NEW.id IS NOT NULL THEN
        PERFORM add_offers(TG_TABLE_NAME, 'Cashback', ARRAY[NEW.id], ARRAY[NEW.offer_no]);
    END IF;
    IF NOT identity_changed AND is_state_change(a, b) THEN
        PERFORM refresh_offers(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_exclusive_offer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := (OLD.id, OLD.offer_no) IS DISTINCT FROM (NEW.id, NEW.offer_no);
    a exclusive_offer := NEW;
    b exclusive_offer := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.id, NEW.id], identity_changed OR is_audience_change(a, b));
    END IF;
    IF NOT identity_changed THEN
        PERFORM capture_audience(NEW.id, NEW.offer_no, OLD.merchant_id, OLD.eligible_customer_types, NEW.merchant_id, NEW.eligible_customer_types);
    ELSE
        PERFORM capture_audience(OLD.id, OLD.offer_no, OLD.merchant_id, OLD.eligible_customer_types, NULL, NULL),
            capture_audience(NEW.id, NEW.offer_no, NULL, NULL, NEW.merchant_id, NEW.eligible_customer_types);
    END IF;
    IF identity_changed AND OLD.id IS NOT NULL THEN
        PERFORM remove_offers('Exclusive', ARRAY[OLD.id]);
    END IF;
    IF identity_changed AND NEW.id IS NOT NULL THEN
        PERFORM add_offers(TG_TABLE_NAME, 'Exclusive', ARRAY[NEW.id], ARRAY[NEW.offer_no]);
    END IF;
    IF NOT identity_changed AND is_state_change(a, b) THEN
        PERFORM refresh_offers(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_loyalty_program() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := (OLD.id, OLD.offer_no) IS DISTINCT FROM (NEW.id, NEW.offer_no);
    a loyalty_program := NEW;
    b loyalty_program := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.id, NEW.id], identity_changed OR is_audience_change(a, b));
    END IF;
    INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke)
    SELECT 'offer', p.id, p.offer_no, p.merchant_id, p.may_revoke
    FROM (VALUES (OLD.id, OLD.offer_no, OLD.merchant_id, true), (NEW.id, NEW.offer_no, NEW.merchant_id, NOT identity_changed)) AS p(id, offer_no, merchant_id, may_revoke)
    WHERE p.merchant_id IS NOT NULL AND (identity_changed OR is_audience_change(a, b))
      AND (p.may_revoke OR EXISTS (SELECT FROM loyalty_tier t WHERE t.loyalty_program_id = p.id));
    IF identity_changed AND OLD.id IS NOT NULL THEN
        PERFORM remove_offers('Loyalty', ARRAY[OLD.id]);
    END IF;
    IF identity_changed AND NEW.id IS NOT NULL THEN
        PERFORM add_offers(TG_TABLE_NAME, 'Loyalty', ARRAY[NEW.id], ARRAY[NEW.offer_no]);
    END IF;
    IF identity_changed AND NEW.merchant_id IS NOT NULL THEN
        PERFORM move_programs('{}', ARRAY[NEW.merchant_id]);
    ELSIF NOT identity_changed AND OLD.merchant_id IS DISTINCT FROM NEW.merchant_id THEN
        PERFORM move_programs(ARRAY[NEW.id], array_remove(ARRAY[OLD.merchant_id, NEW.merchant_id], NULL));
    END IF;
    IF NOT identity_changed AND is_state_change(a, b) THEN
        PERFORM refresh_offers(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_cashback_tier() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := OLD.id IS DISTINCT FROM NEW.id;
    a cashback_tier := NEW;
    b cashback_tier := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.cashback_configuration_id, NEW.cashback_configuration_id], false);
    END IF;
    IF a IS DISTINCT FROM b THEN
        PERFORM refresh_offers(array_remove(ARRAY[OLD.cashback_configuration_id, NEW.cashback_configuration_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_loyalty_tier() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := OLD.id IS DISTINCT FROM NEW.id;
    a loyalty_tier := NEW;
    b loyalty_tier := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.loyalty_program_id, NEW.loyalty_program_id], identity_changed OR is_audience_change(a, b));
    END IF;
    IF identity_changed OR is_audience_change(a, b) THEN
        PERFORM capture_programs_of_tiers(ARRAY[OLD.loyalty_program_id, NEW.loyalty_program_id], TG_OP <> 'INSERT');
    END IF;
    IF a IS DISTINCT FROM b THEN
        PERFORM refresh_offers(array_remove(ARRAY[OLD.loyalty_program_id, NEW.loyalty_program_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_loyalty_reward() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    identity_changed boolean := OLD.id IS DISTINCT FROM NEW.id;
    a loyalty_reward := NEW;
    b loyalty_reward := OLD;
BEGIN
    PERFORM lock_shared_with_loads();
    IF identity_changed OR is_catalog_change(a, b) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.loyalty_program_id, NEW.loyalty_program_id], false);
    END IF;
    IF a IS DISTINCT FROM b THEN
        PERFORM refresh_offers(array_remove(ARRAY[OLD.loyalty_program_id, NEW.loyalty_program_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_offer_outlet() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_shared_with_loads();
    IF (OLD.offer_id, OLD.outlet_id) IS DISTINCT FROM (NEW.offer_id, NEW.outlet_id) THEN
        PERFORM log_catalog_change('offer', ARRAY[OLD.offer_id, NEW.offer_id], false);
    END IF;
    PERFORM FROM outlet_state WHERE outlet_id IN (OLD.outlet_id, NEW.outlet_id) ORDER BY outlet_id FOR SHARE;
    PERFORM FROM offer WHERE id IN (OLD.offer_id, NEW.offer_id) ORDER BY id FOR SHARE;
    DELETE FROM offering WHERE offer_id = OLD.offer_id AND outlet_id = OLD.outlet_id;
    INSERT INTO offering SELECT e.* FROM expected_offering e WHERE e.offer_id = NEW.offer_id AND e.outlet_id = NEW.outlet_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- The users of a transaction, by up to 250. Their ids are kept in a setting, which is rolled back with the transaction or savepoint,
-- as its rows are.
CREATE OR REPLACE FUNCTION flush_replicated_users() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox_event (kind, users, may_revoke)
    SELECT 'users', array_agg(DISTINCT id::uuid ORDER BY id::uuid), current_setting('eligo.replicated_may_revoke')::boolean
    FROM string_to_table(current_setting('eligo.replicated_users'), ' ') AS ids(id)
    HAVING count(*) > 0;
    PERFORM set_config('eligo.replicated_users', '', true), set_config('eligo.replicated_may_revoke', 'false', true);
END $$;

CREATE OR REPLACE FUNCTION capture_row_of_customer_type() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE users text := current_setting('eligo.replicated_users', true);
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.user_id, OLD.merchant_id, OLD.type) = (NEW.user_id, NEW.merchant_id, NEW.type) THEN
        RETURN NULL;
    END IF;
    PERFORM lock_shared_with_loads();
    users := concat_ws(' ', nullif(users, ''), OLD.user_id, nullif(NEW.user_id, OLD.user_id));
    PERFORM set_config('eligo.replicated_users', users, true);
    IF TG_OP <> 'INSERT' OR coalesce(current_setting('eligo.replicated_may_revoke', true), '') = '' THEN
        PERFORM set_config('eligo.replicated_may_revoke', (TG_OP <> 'INSERT')::text, true);
    END IF;
    IF length(users) > 250 * 37 THEN
        PERFORM flush_replicated_users();
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION flush_at_commit() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('eligo.replicated_users', true) <> '' THEN
        PERFORM flush_replicated_users();
    END IF;
    RETURN NULL;
END $$;

-- await_other_loads fires before the other triggers by its name.

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON merchant
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON merchant
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON merchant FOR EACH ROW
    WHEN (current_setting('eligo.statement_merchant', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_merchant();
ALTER TABLE merchant ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON outlet
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON outlet
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON outlet FOR EACH ROW
    WHEN (current_setting('eligo.statement_outlet', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_outlet();
ALTER TABLE outlet ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON payment_point
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON payment_point
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON payment_point FOR EACH ROW
    WHEN (current_setting('eligo.statement_payment_point', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_payment_point();
ALTER TABLE payment_point ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON cashback_configuration FOR EACH ROW
    WHEN (current_setting('eligo.statement_cashback_configuration', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_cashback_configuration();
ALTER TABLE cashback_configuration ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON cashback_tier
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON cashback_tier
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON cashback_tier FOR EACH ROW
    WHEN (current_setting('eligo.statement_cashback_tier', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_cashback_tier();
ALTER TABLE cashback_tier ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON exclusive_offer FOR EACH ROW
    WHEN (current_setting('eligo.statement_exclusive_offer', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_exclusive_offer();
ALTER TABLE exclusive_offer ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON loyalty_program FOR EACH ROW
    WHEN (current_setting('eligo.statement_loyalty_program', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_loyalty_program();
ALTER TABLE loyalty_program ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON loyalty_tier FOR EACH ROW
    WHEN (current_setting('eligo.statement_loyalty_tier', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_loyalty_tier();
ALTER TABLE loyalty_tier ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON loyalty_reward
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON loyalty_reward
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON loyalty_reward FOR EACH ROW
    WHEN (current_setting('eligo.statement_loyalty_reward', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_loyalty_reward();
ALTER TABLE loyalty_reward ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON offer_outlet
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON offer_outlet
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON offer_outlet FOR EACH ROW
    WHEN (current_setting('eligo.statement_offer_outlet', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_offer_outlet();
ALTER TABLE offer_outlet ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

CREATE OR REPLACE TRIGGER begin_statement BEFORE INSERT OR UPDATE OR DELETE ON customer_type
    FOR EACH STATEMENT EXECUTE FUNCTION begin_replica_statement();
CREATE OR REPLACE TRIGGER await_other_loads AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON customer_type
    FOR EACH STATEMENT EXECUTE FUNCTION end_replica_statement();
CREATE OR REPLACE TRIGGER replicated_row AFTER INSERT OR UPDATE OR DELETE ON customer_type FOR EACH ROW
    WHEN (current_setting('eligo.statement_customer_type', true) IS DISTINCT FROM 'true') EXECUTE FUNCTION capture_row_of_customer_type();
ALTER TABLE customer_type ENABLE REPLICA TRIGGER begin_statement, ENABLE REPLICA TRIGGER await_other_loads, ENABLE REPLICA TRIGGER replicated_row;

-- Queued only while no users are kept: once for each time that some will be. A constraint trigger cannot be replaced.
DROP TRIGGER IF EXISTS replicated_rows_flush ON customer_type;
CREATE CONSTRAINT TRIGGER replicated_rows_flush AFTER INSERT OR UPDATE OR DELETE ON customer_type DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (current_setting('eligo.statement_customer_type', true) IS DISTINCT FROM 'true' AND coalesce(current_setting('eligo.replicated_users', true), '') = '')
    EXECUTE FUNCTION flush_at_commit();
ALTER TABLE customer_type ENABLE REPLICA TRIGGER replicated_rows_flush;
--rollback DROP FUNCTION begin_replica_statement() CASCADE;
--rollback DROP FUNCTION end_replica_statement() CASCADE;
--rollback DROP FUNCTION flush_at_commit() CASCADE;
--rollback DROP FUNCTION capture_row_of_merchant() CASCADE;
--rollback DROP FUNCTION capture_row_of_outlet() CASCADE;
--rollback DROP FUNCTION capture_row_of_payment_point() CASCADE;
--rollback DROP FUNCTION capture_row_of_cashback_configuration() CASCADE;
--rollback DROP FUNCTION capture_row_of_cashback_tier() CASCADE;
--rollback DROP FUNCTION capture_row_of_exclusive_offer() CASCADE;
--rollback DROP FUNCTION capture_row_of_loyalty_program() CASCADE;
--rollback DROP FUNCTION capture_row_of_loyalty_tier() CASCADE;
--rollback DROP FUNCTION capture_row_of_loyalty_reward() CASCADE;
--rollback DROP FUNCTION capture_row_of_offer_outlet() CASCADE;
--rollback DROP FUNCTION capture_row_of_customer_type() CASCADE;
--rollback DROP FUNCTION flush_replicated_users();
--rollback DROP FUNCTION lock_shared_with_loads();
