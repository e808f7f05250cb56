--liquibase formatted sql

--changeset eligo:live-outlet
-- The outlets that count, whatever the offer.
CREATE VIEW live_outlet AS
SELECT o.id AS outlet_id, o.merchant_id
FROM outlet o
JOIN merchant m ON m.id = o.merchant_id AND m.status = 'Active'
WHERE o.is_active AND o.review_status = 'Approved'
  AND EXISTS (SELECT FROM payment_point p
              WHERE p.outlet_id = o.id AND p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved');
--rollback DROP VIEW live_outlet;

--changeset eligo:offer-state splitStatements:false
-- The instant that decides windows: eligo.now where a session sets it, else the transaction's.
CREATE FUNCTION eligo_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('eligo.now', true), '')::timestamptz, now())
$$;
-- Every offer in one shape. broad_all: granted to everybody; broad_non_customer: to those without a relation at its
-- merchant; min_level: the lowest level that reaches a live tier (loyalty only). is_live leaves the outlets to the reader.
CREATE VIEW offer_state AS
SELECT c.offer_no, 'Cashback' AS offer_type, c.id AS offer_id, m.id AS merchant_id, m.merchant_no,
       a.all_of_them AS broad_all, 'NonCustomer' = ANY (c.eligible_customer_types) AS broad_non_customer, NULL::integer AS min_level,
       coalesce(c.start_date, '-infinity') AS valid_from, coalesce(c.end_date, 'infinity') AS valid_until,
       coalesce(c.is_active AND c.deleted_at IS NULL AND c.review_status = 'Approved' AND m.status = 'Active'
           AND c.used_cashback_budget < c.net_cashback_budget
           AND eligo_now() BETWEEN coalesce(c.start_date, '-infinity') AND coalesce(c.end_date, 'infinity')
           AND EXISTS (SELECT FROM cashback_tier t WHERE t.cashback_configuration_id = c.id
                       AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved'), false) AS is_live
FROM cashback_configuration c
JOIN merchant m ON m.id = c.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (c.eligible_customer_types)
    OR c.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(all_of_them)
UNION ALL
SELECT e.offer_no, 'Exclusive', e.id, m.id, m.merchant_no,
       a.all_of_them, 'NonCustomer' = ANY (e.eligible_customer_types), NULL,
       e.start_date, e.end_date,
       coalesce(e.is_active AND e.deleted_at IS NULL AND e.review_status = 'Approved' AND (e.merchant_id IS NULL OR m.status = 'Active')
           AND e.used_offer_budget < e.net_offer_budget
           AND eligo_now() BETWEEN e.start_date AND e.end_date, false)
FROM exclusive_offer e
LEFT JOIN merchant m ON m.id = e.merchant_id
CROSS JOIN LATERAL (SELECT 'All' = ANY (e.eligible_customer_types)
    OR e.eligible_customer_types @> ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip']) AS a(all_of_them)
UNION ALL
SELECT l.offer_no, 'Loyalty', l.id, m.id, m.merchant_no,
       coalesce(t.min_level = 0, false), false, t.min_level,
       '-infinity', 'infinity',
       coalesce(l.is_active AND l.deleted_at IS NULL AND l.review_status = 'Approved' AND m.status = 'Active'
           AND (l.points_issued_limit IS NULL OR l.points_used_in_period < l.points_issued_limit)
           AND t.min_level IS NOT NULL
           AND EXISTS (SELECT FROM loyalty_reward r WHERE r.loyalty_program_id = l.id AND r.is_active AND r.review_status = 'Approved'), false)
FROM loyalty_program l
JOIN merchant m ON m.id = l.merchant_id
CROSS JOIN LATERAL (
    SELECT min(array_position(ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'], t.min_customer_type)) - 1 AS min_level
    FROM loyalty_tier t
    WHERE t.loyalty_program_id = l.id AND t.is_active AND t.deleted_at IS NULL AND t.review_status = 'Approved') AS t;
--rollback DROP VIEW offer_state;
--rollback DROP FUNCTION eligo_now();

--changeset eligo:user-offer-eligibility
-- The face for SQL: one row a known user, granted offer and live outlet. Expands one user's arrays at a time.
CREATE VIEW user_offer_eligibility AS
SELECT g.user_id, x.outlet_id, o.offer_type, o.offer_id, x.merchant_id, o.is_live AS is_eligible,
       o.valid_from, o.valid_until, g.computed_at AS last_updated
FROM user_grants g
CROSS JOIN LATERAL (
    SELECT s.* FROM offer_state s
    WHERE s.broad_all
       OR (s.broad_non_customer AND NOT EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = s.merchant_no))
       OR (s.offer_no = ANY (g.offer_nos)
           AND (s.offer_type <> 'Loyalty'
                OR EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = s.merchant_no AND r & 7 >= s.min_level)))
) AS o
CROSS JOIN LATERAL (
    SELECT l.outlet_id, l.merchant_id FROM offer_outlet k JOIN live_outlet l USING (outlet_id)
    WHERE o.offer_type <> 'Loyalty' AND k.offer_id = o.offer_id AND (o.merchant_id IS NULL OR l.merchant_id = o.merchant_id)
    UNION ALL
    SELECT l.outlet_id, l.merchant_id FROM live_outlet l
    WHERE o.offer_type = 'Loyalty' AND l.merchant_id = o.merchant_id
) AS x;
--rollback DROP VIEW user_offer_eligibility;
