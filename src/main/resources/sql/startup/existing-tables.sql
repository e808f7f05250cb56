-- What prevents Eligo's first migration from using the source tables that are there already: a sentence for each defect. None where
-- Eligo has begun to migrate this schema: its first changeset creates customer_types(). Further columns, checks and indexes of the
-- tables do not matter.
WITH expected (table_name, column_name, type) AS (VALUES
    ('merchant', 'id', 'uuid'),
    ('merchant', 'business_name', 'text'),
    ('merchant', 'status', 'text'),
    ('merchant', 'category', 'text'),
    ('merchant', 'created_at', 'timestamp with time zone'),
    ('outlet', 'id', 'uuid'),
    ('outlet', 'merchant_id', 'uuid'),
    ('outlet', 'name', 'text'),
    ('outlet', 'description', 'text'),
    ('outlet', 'is_active', 'boolean'),
    ('outlet', 'review_status', 'text'),
    ('outlet', 'created_at', 'timestamp with time zone'),
    ('payment_point', 'id', 'uuid'),
    ('payment_point', 'outlet_id', 'uuid'),
    ('payment_point', 'kind', 'text'),
    ('payment_point', 'is_active', 'boolean'),
    ('payment_point', 'deleted_at', 'timestamp with time zone'),
    ('payment_point', 'review_status', 'text'),
    ('payment_point', 'created_at', 'timestamp with time zone'),
    ('cashback_configuration', 'id', 'uuid'),
    ('cashback_configuration', 'merchant_id', 'uuid'),
    ('cashback_configuration', 'name', 'text'),
    ('cashback_configuration', 'start_date', 'timestamp with time zone'),
    ('cashback_configuration', 'end_date', 'timestamp with time zone'),
    ('cashback_configuration', 'is_active', 'boolean'),
    ('cashback_configuration', 'deleted_at', 'timestamp with time zone'),
    ('cashback_configuration', 'eligible_customer_types', 'text[]'),
    ('cashback_configuration', 'net_cashback_budget', 'numeric'),
    ('cashback_configuration', 'used_cashback_budget', 'numeric'),
    ('cashback_configuration', 'review_status', 'text'),
    ('cashback_configuration', 'created_at', 'timestamp with time zone'),
    ('cashback_tier', 'id', 'uuid'),
    ('cashback_tier', 'cashback_configuration_id', 'uuid'),
    ('cashback_tier', 'name', 'text'),
    ('cashback_tier', 'percentage', 'numeric'),
    ('cashback_tier', 'is_active', 'boolean'),
    ('cashback_tier', 'deleted_at', 'timestamp with time zone'),
    ('cashback_tier', 'review_status', 'text'),
    ('cashback_tier', 'created_at', 'timestamp with time zone'),
    ('exclusive_offer', 'id', 'uuid'),
    ('exclusive_offer', 'merchant_id', 'uuid'),
    ('exclusive_offer', 'name', 'text'),
    ('exclusive_offer', 'description', 'text'),
    ('exclusive_offer', 'start_date', 'timestamp with time zone'),
    ('exclusive_offer', 'end_date', 'timestamp with time zone'),
    ('exclusive_offer', 'is_active', 'boolean'),
    ('exclusive_offer', 'deleted_at', 'timestamp with time zone'),
    ('exclusive_offer', 'eligible_customer_types', 'text[]'),
    ('exclusive_offer', 'net_offer_budget', 'numeric'),
    ('exclusive_offer', 'used_offer_budget', 'numeric'),
    ('exclusive_offer', 'review_status', 'text'),
    ('exclusive_offer', 'created_at', 'timestamp with time zone'),
    ('loyalty_program', 'id', 'uuid'),
    ('loyalty_program', 'merchant_id', 'uuid'),
    ('loyalty_program', 'name', 'text'),
    ('loyalty_program', 'is_active', 'boolean'),
    ('loyalty_program', 'deleted_at', 'timestamp with time zone'),
    ('loyalty_program', 'points_used_in_period', 'numeric'),
    ('loyalty_program', 'points_issued_limit', 'numeric'),
    ('loyalty_program', 'review_status', 'text'),
    ('loyalty_program', 'created_at', 'timestamp with time zone'),
    ('loyalty_tier', 'id', 'uuid'),
    ('loyalty_tier', 'loyalty_program_id', 'uuid'),
    ('loyalty_tier', 'name', 'text'),
    ('loyalty_tier', 'min_customer_type', 'text'),
    ('loyalty_tier', 'is_active', 'boolean'),
    ('loyalty_tier', 'deleted_at', 'timestamp with time zone'),
    ('loyalty_tier', 'review_status', 'text'),
    ('loyalty_tier', 'created_at', 'timestamp with time zone'),
    ('loyalty_reward', 'id', 'uuid'),
    ('loyalty_reward', 'loyalty_program_id', 'uuid'),
    ('loyalty_reward', 'name', 'text'),
    ('loyalty_reward', 'is_active', 'boolean'),
    ('loyalty_reward', 'review_status', 'text'),
    ('loyalty_reward', 'created_at', 'timestamp with time zone'),
    ('offer_outlet', 'offer_type', 'text'),
    ('offer_outlet', 'offer_id', 'uuid'),
    ('offer_outlet', 'outlet_id', 'uuid'),
    ('offer_outlet', 'created_at', 'timestamp with time zone'),
    ('customer_type', 'user_id', 'uuid'),
    ('customer_type', 'merchant_id', 'uuid'),
    ('customer_type', 'type', 'text'),
    ('customer_type', 'created_at', 'timestamp with time zone')),
expected_keys (table_name, columns) AS (VALUES
    ('merchant', '{id}'::text[]),
    ('outlet', '{id}'::text[]),
    ('payment_point', '{id}'::text[]),
    ('cashback_configuration', '{id}'::text[]),
    ('cashback_tier', '{id}'::text[]),
    ('exclusive_offer', '{id}'::text[]),
    ('loyalty_program', '{id}'::text[]),
    ('loyalty_tier', '{id}'::text[]),
    ('loyalty_reward', '{id}'::text[]),
    ('offer_outlet', '{offer_id,outlet_id}'::text[]),
    ('customer_type', '{user_id,merchant_id}'::text[])),
numbers (table_name, column_name) AS (VALUES
    ('merchant', 'merchant_no'), ('cashback_configuration', 'offer_no'), ('exclusive_offer', 'offer_no'), ('loyalty_program', 'offer_no')),
present AS (
    SELECT k.table_name, k.columns, c.oid, c.relkind
    FROM expected_keys k JOIN pg_class c ON c.oid = to_regclass(quote_ident(current_schema()) || '.' || k.table_name)
    WHERE to_regprocedure(quote_ident(current_schema()) || '.customer_types()') IS NULL)
SELECT format('%s is no ordinary table', table_name) FROM present WHERE relkind <> 'r'
UNION ALL
SELECT CASE WHEN a.attname IS NULL THEN format('%s has no column %s (%s)', e.table_name, e.column_name, e.type)
            ELSE format('%s.%s is %s, accepted: %s', e.table_name, e.column_name, format_type(a.atttypid, NULL), e.type) END
FROM expected e JOIN present p USING (table_name)
LEFT JOIN pg_attribute a ON a.attrelid = p.oid AND a.attname = e.column_name AND a.attnum > 0 AND NOT a.attisdropped
WHERE p.relkind = 'r' AND format_type(a.atttypid, NULL) IS DISTINCT FROM e.type
UNION ALL
SELECT format('%s has a column %s, a name that Eligo needs for a column of its own', n.table_name, n.column_name)
FROM numbers n JOIN present p USING (table_name)
JOIN pg_attribute a ON a.attrelid = p.oid AND a.attname = n.column_name AND NOT a.attisdropped
UNION ALL
SELECT format('%s has no primary key (%s)', p.table_name, array_to_string(p.columns, ', '))
FROM present p
WHERE p.relkind = 'r' AND NOT EXISTS (
    SELECT FROM pg_constraint k
    WHERE k.conrelid = p.oid AND k.contype = 'p'
      AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = p.oid AND a.attnum = ANY (k.conkey))
          = (SELECT array_agg(c ORDER BY c) FROM unnest(p.columns) AS c))
ORDER BY 1
