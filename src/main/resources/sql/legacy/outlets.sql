-- A page of the outlets of all offers, after feed.sql: those after the key (:after_name, :after_outlet), the number of all, and whether one is
-- not after the key.
, shown AS MATERIALIZED (
    SELECT s.id, s.name, s.description, m.id AS merchant_id, m.business_name, m.category,
           lower(regexp_replace(normalize(s.name, NFD), '[\u0300-\u036F]', '', 'g') COLLATE pg_c_utf8) AS folded_name
    FROM (SELECT DISTINCT unnest(p.outlets) AS id FROM page p) AS d
    JOIN outlet s ON s.id = d.id
    JOIN readable_merchant m ON m.id = s.merchant_id
)
SELECT (SELECT count(*) FROM shown) AS total,
       EXISTS (SELECT FROM shown s WHERE (s.folded_name, s.id) <= (:after_name::text, :after_outlet::uuid)) AS has_previous,
       (SELECT json_agg(json_build_object('id', s.id, 'name', s.name, 'description', s.description,
                   'merchant', json_build_object('id', s.merchant_id, 'name', s.business_name, 'category', s.category))
               ORDER BY s.folded_name, s.id)
        FROM (SELECT * FROM shown s
              WHERE :after_name::text IS NULL OR (s.folded_name, s.id) > (:after_name::text, :after_outlet::uuid)
              ORDER BY s.folded_name, s.id
              LIMIT :outlets) AS s) AS outlets
