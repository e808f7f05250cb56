--liquibase formatted sql

--changeset eligo:catalog-code runOnChange:true splitStatements:false stripComments:false
-- Identities that never change, the registry of offers, and the log of changes that the nodes' catalogues follow.
-- SET search_path FROM CURRENT binds a function to this schema: a writer's session may have any search_path, a worker of logical
-- replication has none. A function whose body is RETURN … is bound when it is created.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Stored relations contain merchant_no: with another number they would mean another merchant.
CREATE OR REPLACE FUNCTION keep_merchant_identity() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT id, merchant_no FROM after EXCEPT SELECT id, merchant_no FROM before) THEN
        RAISE EXCEPTION 'the id and merchant_no of a merchant never change' USING TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_offer_identity() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT id, offer_no FROM after EXCEPT SELECT id, offer_no FROM before) THEN
        RAISE EXCEPTION 'the id and offer_no of an offer never change' USING TABLE = TG_TABLE_NAME, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- Under session_replication_role = replica links may be there before their offers: no foreign key is checked.
CREATE OR REPLACE FUNCTION add_offers(source text, type text, ids uuid[], nos integer[]) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    BEGIN
        INSERT INTO offer (id, offer_type, offer_no) SELECT a.id, type, a.no FROM unnest(ids, nos) AS a(id, no);
    EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION 'an offer id is unique over cashback_configuration, exclusive_offer and loyalty_program'
            USING ERRCODE = 'unique_violation', TABLE = source, DETAIL = SQLERRM;
    END;
    PERFORM refresh_offers(ids);
    IF current_setting('session_replication_role') = 'replica' THEN
        INSERT INTO offering SELECT e.* FROM expected_offering e WHERE e.offer_id = ANY (ids) AND e.offer_type <> 'Loyalty'
        ON CONFLICT DO NOTHING;
    END IF;
END $$;

-- A foreign key deletes the offerings of an offer too, but not under session_replication_role = replica.
CREATE OR REPLACE FUNCTION remove_offers(type text, ids uuid[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM offer o WHERE o.id = ANY (ids) AND o.offer_type = type;
    DELETE FROM offering l WHERE l.offer_id = ANY (ids) AND l.offer_type = type;
END $$;

CREATE OR REPLACE FUNCTION register_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM add_offers(TG_TABLE_NAME, TG_ARGV[0], array_agg(a.id), array_agg(a.offer_no)) FROM added a;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM offer WHERE offer_type = TG_ARGV[0];
        DELETE FROM offering WHERE offer_type = TG_ARGV[0];
    ELSE
        PERFORM remove_offers(TG_ARGV[0], ARRAY(SELECT r.id FROM removed r));
    END IF;
    RETURN NULL;
END $$;

-- ENABLE ALWAYS: under session_replication_role = replica too.
CREATE OR REPLACE TRIGGER keep_identity AFTER UPDATE ON merchant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_merchant_identity();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER keep_identity;

CREATE OR REPLACE TRIGGER keep_identity AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();
CREATE OR REPLACE TRIGGER register AFTER INSERT ON cashback_configuration REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Cashback');
CREATE OR REPLACE TRIGGER unregister AFTER DELETE ON cashback_configuration REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Cashback');
CREATE OR REPLACE TRIGGER unregister_all AFTER TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Cashback');
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER keep_identity, ENABLE ALWAYS TRIGGER register,
    ENABLE ALWAYS TRIGGER unregister, ENABLE ALWAYS TRIGGER unregister_all;

CREATE OR REPLACE TRIGGER keep_identity AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();
CREATE OR REPLACE TRIGGER register AFTER INSERT ON exclusive_offer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Exclusive');
CREATE OR REPLACE TRIGGER unregister AFTER DELETE ON exclusive_offer REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Exclusive');
CREATE OR REPLACE TRIGGER unregister_all AFTER TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Exclusive');
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER keep_identity, ENABLE ALWAYS TRIGGER register,
    ENABLE ALWAYS TRIGGER unregister, ENABLE ALWAYS TRIGGER unregister_all;

CREATE OR REPLACE TRIGGER keep_identity AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION keep_offer_identity();
CREATE OR REPLACE TRIGGER register AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION register_offers('Loyalty');
CREATE OR REPLACE TRIGGER unregister AFTER DELETE ON loyalty_program REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Loyalty');
CREATE OR REPLACE TRIGGER unregister_all AFTER TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION unregister_offers('Loyalty');
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER keep_identity, ENABLE ALWAYS TRIGGER register,
    ENABLE ALWAYS TRIGGER unregister, ENABLE ALWAYS TRIGGER unregister_all;
--rollback DROP FUNCTION keep_merchant_identity() CASCADE;
--rollback DROP FUNCTION keep_offer_identity() CASCADE;
--rollback DROP FUNCTION register_offers() CASCADE;
--rollback DROP FUNCTION unregister_offers() CASCADE;
--rollback DROP FUNCTION add_offers(text, text, uuid[], integer[]);
--rollback DROP FUNCTION remove_offers(text, uuid[]);

--changeset eligo:catalog-log-code runOnChange:true splitStatements:false stripComments:false
-- A row after and before a change, a and b: is_catalog_change compares the columns that readers depend on, is_audience_change those
-- that grants depend on. A change of a column that is missing there does not reach the nodes. Both functions are inlined.
-- Of the numbers, they compare what readers know: whether there is budget left, and whether the number can be read, which one of over
-- a thousand digits cannot.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
CREATE OR REPLACE FUNCTION is_catalog_change(a merchant, b merchant) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.business_name, a.status, a.category) IS DISTINCT FROM (b.business_name, b.status, b.category);
CREATE OR REPLACE FUNCTION is_catalog_change(a outlet, b outlet) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.name, a.description, a.is_active, a.review_status)
    IS DISTINCT FROM (b.merchant_id, b.name, b.description, b.is_active, b.review_status);
CREATE OR REPLACE FUNCTION is_catalog_change(a payment_point, b payment_point) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.outlet_id, a.kind, a.is_active, a.deleted_at IS NULL, a.review_status)
    IS DISTINCT FROM (b.outlet_id, b.kind, b.is_active, b.deleted_at IS NULL, b.review_status);
CREATE OR REPLACE FUNCTION is_catalog_change(a cashback_configuration, b cashback_configuration) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.name, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.eligible_customer_types, a.review_status, a.created_at,
        a.used_cashback_budget < a.net_cashback_budget AND a.used_cashback_budget > -1e1000 AND a.net_cashback_budget < 1e1000
        AND scale(a.used_cashback_budget) <= 1000 AND scale(a.net_cashback_budget) <= 1000)
    IS DISTINCT FROM (b.merchant_id, b.name, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.eligible_customer_types, b.review_status, b.created_at,
        b.used_cashback_budget < b.net_cashback_budget AND b.used_cashback_budget > -1e1000 AND b.net_cashback_budget < 1e1000
        AND scale(b.used_cashback_budget) <= 1000 AND scale(b.net_cashback_budget) <= 1000);
CREATE OR REPLACE FUNCTION is_catalog_change(a cashback_tier, b cashback_tier) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.cashback_configuration_id, a.name, a.percentage, scale(a.percentage) <= 1000, a.is_active, a.deleted_at IS NULL, a.review_status)
    IS DISTINCT FROM (b.cashback_configuration_id, b.name, b.percentage, scale(b.percentage) <= 1000, b.is_active, b.deleted_at IS NULL, b.review_status);
CREATE OR REPLACE FUNCTION is_catalog_change(a exclusive_offer, b exclusive_offer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.name, a.description, a.start_date, a.end_date, a.is_active, a.deleted_at IS NULL, a.eligible_customer_types, a.review_status, a.created_at,
        a.used_offer_budget < a.net_offer_budget AND a.used_offer_budget > -1e1000 AND a.net_offer_budget < 1e1000
        AND scale(a.used_offer_budget) <= 1000 AND scale(a.net_offer_budget) <= 1000)
    IS DISTINCT FROM (b.merchant_id, b.name, b.description, b.start_date, b.end_date, b.is_active, b.deleted_at IS NULL, b.eligible_customer_types, b.review_status, b.created_at,
        b.used_offer_budget < b.net_offer_budget AND b.used_offer_budget > -1e1000 AND b.net_offer_budget < 1e1000
        AND scale(b.used_offer_budget) <= 1000 AND scale(b.net_offer_budget) <= 1000);
CREATE OR REPLACE FUNCTION is_catalog_change(a loyalty_program, b loyalty_program) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.name, a.is_active, a.deleted_at IS NULL, a.review_status, a.created_at,
        coalesce(a.points_used_in_period < a.points_issued_limit AND a.points_issued_limit < 1e1000 AND scale(a.points_issued_limit) <= 1000, true)
        AND a.points_used_in_period > -1e1000 AND a.points_used_in_period < 1e1000 AND scale(a.points_used_in_period) <= 1000)
    IS DISTINCT FROM (b.merchant_id, b.name, b.is_active, b.deleted_at IS NULL, b.review_status, b.created_at,
        coalesce(b.points_used_in_period < b.points_issued_limit AND b.points_issued_limit < 1e1000 AND scale(b.points_issued_limit) <= 1000, true)
        AND b.points_used_in_period > -1e1000 AND b.points_used_in_period < 1e1000 AND scale(b.points_used_in_period) <= 1000);
CREATE OR REPLACE FUNCTION is_catalog_change(a loyalty_tier, b loyalty_tier) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.loyalty_program_id, a.name, a.min_customer_type, a.is_active, a.deleted_at IS NULL, a.review_status)
    IS DISTINCT FROM (b.loyalty_program_id, b.name, b.min_customer_type, b.is_active, b.deleted_at IS NULL, b.review_status);
CREATE OR REPLACE FUNCTION is_catalog_change(a loyalty_reward, b loyalty_reward) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.loyalty_program_id, a.name, a.is_active, a.review_status) IS DISTINCT FROM (b.loyalty_program_id, b.name, b.is_active, b.review_status);
CREATE OR REPLACE FUNCTION is_catalog_change(a offer_outlet, b offer_outlet) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.offer_id, a.outlet_id) IS DISTINCT FROM (b.offer_id, b.outlet_id);

CREATE OR REPLACE FUNCTION is_audience_change(a cashback_configuration, b cashback_configuration) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.eligible_customer_types) IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types);
CREATE OR REPLACE FUNCTION is_audience_change(a exclusive_offer, b exclusive_offer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.merchant_id, a.eligible_customer_types) IS DISTINCT FROM (b.merchant_id, b.eligible_customer_types);
CREATE OR REPLACE FUNCTION is_audience_change(a loyalty_program, b loyalty_program) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN a.merchant_id IS DISTINCT FROM b.merchant_id;
CREATE OR REPLACE FUNCTION is_audience_change(a loyalty_tier, b loyalty_tier) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (a.loyalty_program_id, a.min_customer_type, a.is_active, a.deleted_at IS NULL, a.review_status)
    IS DISTINCT FROM (b.loyalty_program_id, b.min_customer_type, b.is_active, b.deleted_at IS NULL, b.review_status);

-- For replicated rows: ids has the entity that the row belongs to, before and after.
CREATE OR REPLACE FUNCTION log_catalog_change(kind text, ids uuid[], audience boolean) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT log_catalog_change.kind, t.id, log_catalog_change.audience
    FROM unnest(ids) AS t(id) WHERE t.id IS NOT NULL;
END $$;

-- A merchant that is inserted or deleted changes audiences: the writers' index needs its number.
CREATE OR REPLACE FUNCTION log_merchant() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'merchant', a.id, true FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'merchant', r.id, true FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'merchant', id, false FROM after a FULL JOIN before b USING (id) WHERE is_catalog_change(a::merchant, b::merchant);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_outlet() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'outlet', a.id, false FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'outlet', r.id, false FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'outlet', id, false FROM after a FULL JOIN before b USING (id) WHERE is_catalog_change(a::outlet, b::outlet);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_payment_point() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'outlet', a.outlet_id, false FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'outlet', r.outlet_id, false FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'outlet', t.id, false
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.outlet_id), (b.outlet_id)) AS t(id)
        WHERE is_catalog_change(a::payment_point, b::payment_point) AND t.id IS NOT NULL GROUP BY t.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_cashback_configuration() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.id, true FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.id, true FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', id, is_audience_change(a::cashback_configuration, b::cashback_configuration)
        FROM after a FULL JOIN before b USING (id) WHERE is_catalog_change(a::cashback_configuration, b::cashback_configuration);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_cashback_tier() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.cashback_configuration_id, false FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.cashback_configuration_id, false FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', t.id, false
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.cashback_configuration_id), (b.cashback_configuration_id)) AS t(id)
        WHERE is_catalog_change(a::cashback_tier, b::cashback_tier) AND t.id IS NOT NULL GROUP BY t.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_exclusive_offer() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.id, true FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.id, true FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', id, is_audience_change(a::exclusive_offer, b::exclusive_offer)
        FROM after a FULL JOIN before b USING (id) WHERE is_catalog_change(a::exclusive_offer, b::exclusive_offer);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_loyalty_program() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.id, true FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.id, true FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', id, is_audience_change(a::loyalty_program, b::loyalty_program)
        FROM after a FULL JOIN before b USING (id) WHERE is_catalog_change(a::loyalty_program, b::loyalty_program);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_loyalty_tier() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.loyalty_program_id, true FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.loyalty_program_id, true FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', t.id, bool_or(is_audience_change(a::loyalty_tier, b::loyalty_tier))
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.loyalty_program_id), (b.loyalty_program_id)) AS t(id)
        WHERE is_catalog_change(a::loyalty_tier, b::loyalty_tier) AND t.id IS NOT NULL GROUP BY t.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_loyalty_reward() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.loyalty_program_id, false FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.loyalty_program_id, false FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT 'offer', t.id, false
        FROM after a FULL JOIN before b USING (id), LATERAL (VALUES (a.loyalty_program_id), (b.loyalty_program_id)) AS t(id)
        WHERE is_catalog_change(a::loyalty_reward, b::loyalty_reward) AND t.id IS NOT NULL GROUP BY t.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_offer_outlet() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', a.offer_id, false FROM added a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_change (kind, id, audience) SELECT DISTINCT 'offer', r.offer_id, false FROM removed r;
    ELSE
        INSERT INTO catalog_change (kind, id, audience)
        SELECT DISTINCT 'offer', offer_id, false FROM after a FULL JOIN before b USING (offer_id, outlet_id) WHERE is_catalog_change(a::offer_outlet, b::offer_outlet);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION log_truncation() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO catalog_change (kind, audience) VALUES ('everything', true);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON merchant REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_merchant();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON merchant REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_merchant();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON merchant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_merchant();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON merchant
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON outlet REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_outlet();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON outlet REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_outlet();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON outlet REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_outlet();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON outlet
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE outlet ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON payment_point REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_payment_point();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON payment_point REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_payment_point();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON payment_point REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_payment_point();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON payment_point
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE payment_point ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON cashback_configuration REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_configuration();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON cashback_configuration REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_configuration();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON cashback_configuration REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_configuration();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON cashback_configuration
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE cashback_configuration ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON cashback_tier REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_tier();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON cashback_tier REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_tier();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON cashback_tier REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_cashback_tier();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON cashback_tier
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE cashback_tier ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON exclusive_offer REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_exclusive_offer();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON exclusive_offer REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_exclusive_offer();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON exclusive_offer REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_exclusive_offer();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON exclusive_offer
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE exclusive_offer ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_program();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON loyalty_program REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_program();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_program();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON loyalty_program
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON loyalty_tier REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_tier();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON loyalty_tier REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_tier();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON loyalty_tier REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_tier();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON loyalty_tier
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE loyalty_tier ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON loyalty_reward REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_reward();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON loyalty_reward REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_reward();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON loyalty_reward REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_loyalty_reward();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON loyalty_reward
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE loyalty_reward ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

CREATE OR REPLACE TRIGGER log_insert AFTER INSERT ON offer_outlet REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_offer_outlet();
CREATE OR REPLACE TRIGGER log_delete AFTER DELETE ON offer_outlet REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION log_offer_outlet();
CREATE OR REPLACE TRIGGER log_update AFTER UPDATE ON offer_outlet REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION log_offer_outlet();
CREATE OR REPLACE TRIGGER log_truncate AFTER TRUNCATE ON offer_outlet
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation();
ALTER TABLE offer_outlet ENABLE ALWAYS TRIGGER log_insert, ENABLE ALWAYS TRIGGER log_delete,
    ENABLE ALWAYS TRIGGER log_update, ENABLE ALWAYS TRIGGER log_truncate;

-- In a restored database rows may have transaction ids that this server has not assigned yet; no follower waits for them.
CREATE OR REPLACE FUNCTION record_pruned_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    up_to xid8;
    next_xid xid8 := pg_snapshot_xmax(pg_current_snapshot());
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        up_to := pg_current_xact_id();
    ELSE
        up_to := (SELECT xid FROM removed WHERE xid < next_xid ORDER BY xid DESC LIMIT 1);
    END IF;
    IF up_to IS NOT NULL THEN
        UPDATE catalog_log SET pruned_through = up_to WHERE pruned_through < up_to OR pruned_through > pg_current_xact_id();
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER record_delete AFTER DELETE ON catalog_change REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION record_pruned_changes();
CREATE OR REPLACE TRIGGER record_truncate AFTER TRUNCATE ON catalog_change
    FOR EACH STATEMENT EXECUTE FUNCTION record_pruned_changes();
ALTER TABLE catalog_change ENABLE ALWAYS TRIGGER record_delete, ENABLE ALWAYS TRIGGER record_truncate;
--rollback DROP FUNCTION record_pruned_changes() CASCADE;
--rollback DROP FUNCTION log_truncation() CASCADE;
--rollback DROP FUNCTION log_merchant() CASCADE;
--rollback DROP FUNCTION log_outlet() CASCADE;
--rollback DROP FUNCTION log_payment_point() CASCADE;
--rollback DROP FUNCTION log_cashback_configuration() CASCADE;
--rollback DROP FUNCTION log_cashback_tier() CASCADE;
--rollback DROP FUNCTION log_exclusive_offer() CASCADE;
--rollback DROP FUNCTION log_loyalty_program() CASCADE;
--rollback DROP FUNCTION log_loyalty_tier() CASCADE;
--rollback DROP FUNCTION log_loyalty_reward() CASCADE;
--rollback DROP FUNCTION log_offer_outlet() CASCADE;
--rollback DROP FUNCTION log_catalog_change(text, uuid[], boolean);
--rollback DROP FUNCTION is_audience_change(cashback_configuration, cashback_configuration);
--rollback DROP FUNCTION is_audience_change(exclusive_offer, exclusive_offer);
--rollback DROP FUNCTION is_audience_change(loyalty_program, loyalty_program);
--rollback DROP FUNCTION is_audience_change(loyalty_tier, loyalty_tier);
--rollback DROP FUNCTION is_catalog_change(merchant, merchant);
--rollback DROP FUNCTION is_catalog_change(outlet, outlet);
--rollback DROP FUNCTION is_catalog_change(payment_point, payment_point);
--rollback DROP FUNCTION is_catalog_change(cashback_configuration, cashback_configuration);
--rollback DROP FUNCTION is_catalog_change(cashback_tier, cashback_tier);
--rollback DROP FUNCTION is_catalog_change(exclusive_offer, exclusive_offer);
--rollback DROP FUNCTION is_catalog_change(loyalty_program, loyalty_program);
--rollback DROP FUNCTION is_catalog_change(loyalty_tier, loyalty_tier);
--rollback DROP FUNCTION is_catalog_change(loyalty_reward, loyalty_reward);
--rollback DROP FUNCTION is_catalog_change(offer_outlet, offer_outlet);
