-- The page of offers, after feed.sql. Offers of one merchant share their outlets, so each outlet is returned once, in the first row; the
-- offers have ids. If the offers have more than :max_outlets outlets, or the texts of the outlets are longer than :max_text bytes, no
-- outlet is returned: the page is bounded in memory.
, shown AS MATERIALIZED (
    SELECT o.id, o.name, o.description, m.id AS merchant_id, m.business_name, m.category
    FROM (SELECT DISTINCT unnest(p.outlets) AS id FROM page p WHERE (SELECT sum(cardinality(q.outlets)) FROM page q) <= :max_outlets) AS d
    JOIN outlet o ON o.id = d.id
    JOIN readable_merchant m ON m.id = o.merchant_id
)
SELECT p.offer_type, p.id, p.at, p.name, p.description, p.start_date, p.end_date, p.merchant_id, p.business_name, p.category,
       CASE WHEN (SELECT sum(cardinality(q.outlets)) FROM page q) <= :max_outlets THEN p.outlets END AS outlets,
       CASE WHEN row_number() OVER (ORDER BY p.at DESC, p.id) = 1
                 AND (SELECT sum(octet_length(s.name) + coalesce(octet_length(s.description), 0)) FROM shown s) <= :max_text THEN
           (SELECT json_agg(json_build_object('id', s.id, 'name', s.name, 'description', s.description,
                       'merchant', json_build_object('id', s.merchant_id, 'name', s.business_name, 'category', s.category))
                   ORDER BY lower(regexp_replace(normalize(s.name, NFD), '[\u0300-\u036F]', '', 'g') COLLATE pg_c_utf8), s.id)
            FROM shown s) END AS shown,
       CASE p.offer_type
           WHEN 'Cashback' THEN
               (SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'percentage', t.percentage::text) ORDER BY t.percentage, t.id)
                FROM cashback_tier t WHERE t.id = ANY (p.tiers))
           WHEN 'Loyalty' THEN
               (SELECT json_agg(json_build_object('id', t.id, 'name', left(coalesce(t.name, ''), 25000), 'minCustomerType', t.min_customer_type) ORDER BY t.id)
                FROM loyalty_tier t WHERE t.id = ANY (p.tiers)) END AS tiers,
       (SELECT json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.id) FROM loyalty_reward r WHERE r.id = ANY (p.rewards)) AS rewards
FROM page p ORDER BY p.at DESC, p.id
