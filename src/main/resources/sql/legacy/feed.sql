-- What a user sees at an instant, from the source tables alone. Each statement of the resolver begins with this text, up to the CTE page.
-- The conditions of the offer and of the user come first, for all offers (candidate). The outlets cost most: they are looked up after the
-- sort, offer by offer, until the page is full (page).
-- The planner stops at a full page only if both ORDER BY clauses name one order, forward and backward. So the direction is in the values
-- (distance, digits) and not in the clauses: backward, each hexadecimal digit is replaced by its complement.
-- Left out is what the catalogue cannot read: an audience of several dimensions or with an unknown word, instants that are not finite,
-- numbers that are not finite or have over a thousand digits, and texts of over 100,000 bytes.
-- A comment in capitals names the constant of LiveRule, in the module rules, whose condition the line states again; GRANTED stands for
-- Offer.granted, READABLE for what the catalogue can read. A changed condition changes at each of its comments.
WITH readable_merchant AS NOT MATERIALIZED (
    SELECT * FROM merchant
    WHERE octet_length(business_name) <= 100000 AND octet_length(category) <= 100000 AND merchant_no BETWEEN 0 AND 268435455
), candidate AS (
    SELECT 'Cashback' AS offer_type, c.id, coalesce(c.start_date, c.created_at) AS at, c.name, NULL AS description,
           c.start_date, c.end_date, c.merchant_id, m.business_name, m.category, t.tiers, t.in_range, NULL::uuid[] AS rewards
    FROM cashback_configuration c
    JOIN readable_merchant m ON m.id = c.merchant_id
    LEFT JOIN customer_type u ON u.user_id = :user AND u.merchant_id = c.merchant_id AND u.type = ANY (customer_types())
    CROSS JOIN LATERAL (
        SELECT array_agg(t.id) AS tiers,
               bool_or(t.percentage BETWEEN coalesce(:min_percentage::numeric, '-Infinity') AND coalesce(:max_percentage::numeric, 'Infinity')) AS in_range
        FROM cashback_tier t
        WHERE t.cashback_configuration_id = c.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved' -- LIVE_PARTS
          AND octet_length(t.name) <= 100000 AND t.percentage > -1e1000 AND t.percentage < 1e1000 AND scale(t.percentage) <= 1000) AS t
    WHERE c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
      AND m.status = 'Active' -- MERCHANT_ACTIVE
      AND (c.start_date IS NULL OR c.start_date <= :now) AND (c.end_date IS NULL OR c.end_date >= :now) -- IN_WINDOW
      AND c.used_cashback_budget < c.net_cashback_budget -- BUDGET_LEFT
      AND t.tiers IS NOT NULL -- LIVE_PARTS
      AND c.eligible_customer_types && ARRAY['All', coalesce(u.type, 'NonCustomer')] -- GRANTED
      -- READABLE
      AND isfinite(c.created_at) AND (c.start_date IS NULL OR isfinite(c.start_date)) AND (c.end_date IS NULL OR isfinite(c.end_date))
      AND octet_length(c.name) <= 100000 AND c.used_cashback_budget > -1e1000 AND c.net_cashback_budget < 1e1000
      AND scale(c.used_cashback_budget) <= 1000 AND scale(c.net_cashback_budget) <= 1000
      AND array_ndims(c.eligible_customer_types) = 1 AND c.eligible_customer_types <@ array_append(customer_types(), 'All')
    UNION ALL
    SELECT 'Exclusive', e.id, e.start_date, e.name, e.description, e.start_date, e.end_date, e.merchant_id, m.business_name, m.category, NULL, NULL, NULL
    FROM exclusive_offer e
    LEFT JOIN readable_merchant m ON m.id = e.merchant_id
    LEFT JOIN customer_type u ON u.user_id = :user AND u.merchant_id = e.merchant_id AND u.type = ANY (customer_types())
    WHERE e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
      AND (e.merchant_id IS NULL OR m.status = 'Active') -- MERCHANT_ACTIVE
      AND e.start_date <= :now AND e.end_date >= :now -- IN_WINDOW
      AND e.used_offer_budget < e.net_offer_budget -- BUDGET_LEFT
      AND (e.merchant_id IS NOT NULL OR 'All' = ANY (e.eligible_customer_types)) -- GRANTED, without a merchant
      AND e.eligible_customer_types && ARRAY['All', coalesce(u.type, 'NonCustomer')] -- GRANTED
      -- READABLE
      AND isfinite(e.start_date) AND isfinite(e.end_date) AND isfinite(e.created_at)
      AND octet_length(e.name) <= 100000 AND coalesce(octet_length(e.description), 0) <= 100000
      AND e.used_offer_budget > -1e1000 AND e.net_offer_budget < 1e1000 AND scale(e.used_offer_budget) <= 1000 AND scale(e.net_offer_budget) <= 1000
      AND array_ndims(e.eligible_customer_types) = 1 AND e.eligible_customer_types <@ array_append(customer_types(), 'All')
    UNION ALL
    SELECT 'Loyalty', l.id, l.created_at, l.name, NULL, NULL, NULL, l.merchant_id, m.business_name, m.category, t.tiers, NULL, r.rewards
    FROM loyalty_program l
    JOIN readable_merchant m ON m.id = l.merchant_id
    LEFT JOIN customer_type u ON u.user_id = :user AND u.merchant_id = l.merchant_id AND u.type = ANY (customer_types())
    CROSS JOIN LATERAL (
        SELECT array_agg(t.id) AS tiers
        FROM loyalty_tier t
        WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved' -- LIVE_PARTS
          AND customer_level(t.min_customer_type) <= customer_level(coalesce(u.type, 'NonCustomer'))) AS t -- GRANTED
    CROSS JOIN LATERAL (
        SELECT array_agg(r.id) AS rewards
        FROM loyalty_reward r
        WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved' -- LIVE_PARTS
          AND octet_length(r.name) <= 100000) AS r
    WHERE l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved' -- ACTIVE, NOT_DELETED, APPROVED
      AND m.status = 'Active' -- MERCHANT_ACTIVE
      -- BUDGET_LEFT, and READABLE
      AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit AND l.points_issued_limit < 1e1000 AND scale(l.points_issued_limit) <= 1000)
      AND t.tiers IS NOT NULL AND r.rewards IS NOT NULL -- LIVE_PARTS, GRANTED
      -- READABLE
      AND isfinite(l.created_at) AND octet_length(l.name) <= 100000
      AND l.points_used_in_period > -1e1000 AND l.points_used_in_period < 1e1000 AND scale(l.points_used_in_period) <= 1000
), ordered AS (
    SELECT c.*, CASE WHEN :backward THEN c.at - :now ELSE :now - c.at END AS distance,
           CASE WHEN :backward THEN translate(c.id::text, '0123456789abcdef', 'fedcba9876543210') ELSE c.id::text END COLLATE "C" AS digits
    FROM candidate c
    WHERE (:offer_id::uuid IS NULL OR c.id = :offer_id)
      AND (:offer_type::text IS NULL OR c.offer_type = :offer_type)
      AND (:merchant_id::uuid IS NULL OR c.merchant_id IS NULL OR c.merchant_id = :merchant_id)
      AND (:category::text IS NULL OR c.merchant_id IS NULL OR c.category = :category)
      AND (:min_percentage::numeric IS NULL AND :max_percentage::numeric IS NULL OR c.in_range)
      AND (:after_at::timestamptz IS NULL OR c.at < :after_at OR c.at = :after_at AND c.id > :after_id)
      AND (:before_at::timestamptz IS NULL OR c.at > :before_at OR c.at = :before_at AND c.id < :before_id)
    ORDER BY distance, digits
), page AS (
    SELECT c.*, o.outlets
    FROM ordered c
    CROSS JOIN LATERAL (
        SELECT array_agg(p.id) AS outlets,
               bool_or(p.id = :outlet_id) AS at_outlet, bool_or(m.id = :merchant_id) AS at_merchant, bool_or(m.category = :category) AS in_category,
               array_agg(p.name) || array_agg(p.description) AS texts
        FROM (
            SELECT p.* FROM offer_outlet k JOIN outlet p ON p.id = k.outlet_id
            WHERE k.offer_id = c.id AND (c.merchant_id IS NULL OR p.merchant_id = c.merchant_id)
            UNION ALL
            SELECT p.* FROM outlet p WHERE c.offer_type = 'Loyalty' AND p.merchant_id = c.merchant_id) AS p
        JOIN readable_merchant m ON m.id = p.merchant_id
        -- LIVE_OUTLET
        WHERE p.is_active AND p.review_status = 'Approved' AND m.status = 'Active'
          AND octet_length(p.name) <= 100000 AND coalesce(octet_length(p.description), 0) <= 100000
          AND EXISTS (SELECT FROM payment_point x
                      WHERE x.outlet_id = p.id AND x.is_active AND x.deleted_at IS NULL AND x.review_status = 'Approved'
                        AND x.kind IN ('paybill', 'till'))) AS o
    WHERE o.outlets IS NOT NULL -- LIVE_OUTLET
      AND (:outlet_id::uuid IS NULL OR o.at_outlet)
      AND (:merchant_id::uuid IS NULL OR c.merchant_id IS NOT NULL OR o.at_merchant)
      AND (:category::text IS NULL OR c.merchant_id IS NOT NULL OR o.in_category)
      AND (:search = '' OR EXISTS (
          SELECT FROM unnest(ARRAY[c.name, c.description, c.business_name] || o.texts) AS field
          WHERE position((SELECT lower(regexp_replace(normalize(:search, NFD), '[\u0300-\u036F]', '', 'g') COLLATE pg_c_utf8))
                         IN lower(regexp_replace(normalize(field, NFD), '[\u0300-\u036F]', '', 'g') COLLATE pg_c_utf8)) > 0))
    ORDER BY c.distance, c.digits
    LIMIT :size
)
