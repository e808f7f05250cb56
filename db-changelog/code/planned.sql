--liquibase formatted sql

--changeset eligo:planned runOnChange:true
-- The source tables as they will be once import has merged the staged rows. A session that has this schema first in its search
-- path judges the future by the same statements as the present. Of rows with one key the first counts, and a row whose parent is
-- missing does not, as in the import. Rows that do not exist yet have the number 0.
CREATE OR REPLACE VIEW planned.merchant AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.business_name, s.status, s.category, coalesce(t.merchant_no, 0) AS merchant_no
    FROM staging.merchant s LEFT JOIN merchant t ON t.id = s.id
    ORDER BY s.id, s.line)
SELECT id, business_name, status, category, merchant_no FROM staged
UNION ALL
SELECT id, business_name, status, category, merchant_no FROM merchant t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.outlet AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.merchant_id, s.name, s.description, s.is_active, s.review_status
    FROM staging.outlet s
    WHERE EXISTS (SELECT FROM planned.merchant p WHERE p.id = s.merchant_id)
    ORDER BY s.id, s.line)
SELECT id, merchant_id, name, description, is_active, review_status FROM staged
UNION ALL
SELECT id, merchant_id, name, description, is_active, review_status FROM outlet t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.payment_point AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.outlet_id, s.kind, s.is_active, s.deleted_at, s.review_status
    FROM staging.payment_point s
    WHERE EXISTS (SELECT FROM planned.outlet p WHERE p.id = s.outlet_id)
    ORDER BY s.id, s.line)
SELECT id, outlet_id, kind, is_active, deleted_at, review_status FROM staged
UNION ALL
SELECT id, outlet_id, kind, is_active, deleted_at, review_status FROM payment_point t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.cashback_configuration AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.merchant_id, s.name, s.start_date, s.end_date, s.is_active, s.deleted_at, s.eligible_customer_types, s.net_cashback_budget, s.used_cashback_budget, s.review_status, coalesce(t.offer_no, 0) AS offer_no, coalesce(t.created_at, now()) AS created_at
    FROM staging.cashback_configuration s LEFT JOIN cashback_configuration t ON t.id = s.id
    WHERE EXISTS (SELECT FROM planned.merchant p WHERE p.id = s.merchant_id)
    ORDER BY s.id, s.line)
SELECT id, merchant_id, name, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status, offer_no, created_at FROM staged
UNION ALL
SELECT id, merchant_id, name, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status, offer_no, created_at FROM cashback_configuration t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.cashback_tier AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.cashback_configuration_id, s.name, s.percentage, s.is_active, s.deleted_at, s.review_status
    FROM staging.cashback_tier s
    WHERE EXISTS (SELECT FROM planned.cashback_configuration p WHERE p.id = s.cashback_configuration_id)
    ORDER BY s.id, s.line)
SELECT id, cashback_configuration_id, name, percentage, is_active, deleted_at, review_status FROM staged
UNION ALL
SELECT id, cashback_configuration_id, name, percentage, is_active, deleted_at, review_status FROM cashback_tier t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.exclusive_offer AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.merchant_id, s.name, s.description, s.start_date, s.end_date, s.is_active, s.deleted_at, s.eligible_customer_types, s.net_offer_budget, s.used_offer_budget, s.review_status, coalesce(t.offer_no, 0) AS offer_no, coalesce(t.created_at, now()) AS created_at
    FROM staging.exclusive_offer s LEFT JOIN exclusive_offer t ON t.id = s.id
    WHERE (s.merchant_id IS NULL OR EXISTS (SELECT FROM planned.merchant p WHERE p.id = s.merchant_id))
    ORDER BY s.id, s.line)
SELECT id, merchant_id, name, description, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_offer_budget, used_offer_budget, review_status, offer_no, created_at FROM staged
UNION ALL
SELECT id, merchant_id, name, description, start_date, end_date, is_active, deleted_at, eligible_customer_types, net_offer_budget, used_offer_budget, review_status, offer_no, created_at FROM exclusive_offer t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.loyalty_program AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.merchant_id, s.name, s.is_active, s.points_used_in_period, s.points_issued_limit, s.review_status, t.deleted_at, coalesce(t.offer_no, 0) AS offer_no, coalesce(t.created_at, now()) AS created_at
    FROM staging.loyalty_program s LEFT JOIN loyalty_program t ON t.id = s.id
    WHERE (s.merchant_id IS NULL OR EXISTS (SELECT FROM planned.merchant p WHERE p.id = s.merchant_id))
    ORDER BY s.id, s.line)
SELECT id, merchant_id, name, is_active, points_used_in_period, points_issued_limit, review_status, deleted_at, offer_no, created_at FROM staged
UNION ALL
SELECT id, merchant_id, name, is_active, points_used_in_period, points_issued_limit, review_status, deleted_at, offer_no, created_at FROM loyalty_program t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.loyalty_tier AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.loyalty_program_id, s.name, s.min_customer_type, s.is_active, s.deleted_at, s.review_status
    FROM staging.loyalty_tier s
    WHERE EXISTS (SELECT FROM planned.loyalty_program p WHERE p.id = s.loyalty_program_id)
    ORDER BY s.id, s.line)
SELECT id, loyalty_program_id, name, min_customer_type, is_active, deleted_at, review_status FROM staged
UNION ALL
SELECT id, loyalty_program_id, name, min_customer_type, is_active, deleted_at, review_status FROM loyalty_tier t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.loyalty_reward AS
WITH staged AS (
    SELECT DISTINCT ON (s.id) s.id, s.loyalty_program_id, s.name, s.is_active, s.review_status
    FROM staging.loyalty_reward s
    WHERE EXISTS (SELECT FROM planned.loyalty_program p WHERE p.id = s.loyalty_program_id)
    ORDER BY s.id, s.line)
SELECT id, loyalty_program_id, name, is_active, review_status FROM staged
UNION ALL
SELECT id, loyalty_program_id, name, is_active, review_status FROM loyalty_reward t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.id = s.id);
CREATE OR REPLACE VIEW planned.offer_outlet AS
WITH staged AS (
    SELECT DISTINCT ON (s.offer_id, s.outlet_id) s.offer_id, s.outlet_id, s.offer_type
    FROM staging.offer_outlet s
    WHERE EXISTS (SELECT FROM planned.outlet p WHERE p.id = s.outlet_id)
    ORDER BY s.offer_id, s.outlet_id, s.line)
SELECT offer_id, outlet_id, offer_type FROM staged
UNION ALL
SELECT offer_id, outlet_id, offer_type FROM offer_outlet t WHERE NOT EXISTS (SELECT FROM staged s WHERE t.offer_id = s.offer_id AND t.outlet_id = s.outlet_id);
CREATE OR REPLACE VIEW planned.offer AS
SELECT id, offer_type, offer_no FROM offer
UNION ALL SELECT id, 'Cashback', offer_no FROM planned.cashback_configuration WHERE offer_no = 0
UNION ALL SELECT id, 'Exclusive', offer_no FROM planned.exclusive_offer WHERE offer_no = 0
UNION ALL SELECT id, 'Loyalty', offer_no FROM planned.loyalty_program WHERE offer_no = 0;
--rollback DROP VIEW planned.offer;
--rollback DROP VIEW planned.offer_outlet;
--rollback DROP VIEW planned.loyalty_reward;
--rollback DROP VIEW planned.loyalty_tier;
--rollback DROP VIEW planned.loyalty_program;
--rollback DROP VIEW planned.exclusive_offer;
--rollback DROP VIEW planned.cashback_tier;
--rollback DROP VIEW planned.cashback_configuration;
--rollback DROP VIEW planned.payment_point;
--rollback DROP VIEW planned.outlet;
--rollback DROP VIEW planned.merchant;
