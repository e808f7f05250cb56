--liquibase formatted sql

--changeset eligo:sql-face-statistics
-- As if each relation were another user's: a merchant's customers are all different then, which they are. Counted over the whole
-- table, and from a sample of it 35 relations a user instead of eight, they were expected to come again, and each one's grants
-- were kept in memory for that.
ALTER TABLE customer_type ALTER COLUMN user_id SET (n_distinct = -1);
-- No merchant has many offers, and comparing each table's hundred most common ones was a quarter of planning a read of one user.
ALTER TABLE offer ALTER COLUMN merchant_id SET STATISTICS 10;
ALTER TABLE offering ALTER COLUMN merchant_id SET STATISTICS 10;
--rollback ALTER TABLE offering ALTER COLUMN merchant_id SET STATISTICS -1;
--rollback ALTER TABLE offer ALTER COLUMN merchant_id SET STATISTICS -1;
--rollback ALTER TABLE customer_type ALTER COLUMN user_id RESET (n_distinct);

--changeset eligo:sql-face-grants-first splitStatements:false
-- Whether an offer is granted is a condition of its own now. Inside the id that offerings are looked up by it was worked out for
-- every offering of the merchant that was compared with it: 16 of the 31 ms of a user of 90 merchants. The rows are the same.
-- What looks roundabout steers the planner:
-- OFFSET 0: a look at user_grants by its key for each relation, and not, at random_page_cost 4, a scan of the whole table;
-- CASE as condition: taken to hold for half; = ANY is taken to hold for next to none, and their offerings are not remembered then;
-- CASE around an id: offerings are looked up behind that condition, and not multiplied with the relations before it; is_known
-- has one value, of others of the row each would be taken for another look;
-- LEFT JOIN, with a CASE that the planner does not see through: where no user is asked for, users are read behind the offerings,
-- and not at all where there are none; where one is, the condition makes a plain join of it;
-- the sub-select of the clock: once a statement.
CREATE OR REPLACE VIEW user_offer_eligibility AS
SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible,
       o.valid_from, o.valid_until, g.computed_at AS last_updated
FROM customer_type c
CROSS JOIN LATERAL (SELECT true AS is_known, * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all
JOIN offering l ON l.merchant_id = o.merchant_id AND l.outlet_is_open
    AND l.offer_id = CASE WHEN g.is_known THEN o.id END
WHERE CASE WHEN o.offer_no = ANY (g.offer_nos)
    THEN o.offer_type <> 'Loyalty' OR relates(g.relations, o.merchant_no, o.min_level) ELSE false END
UNION ALL
SELECT g.user_id, b.outlet_id, b.offer_type, b.offer_id, b.merchant_id,
       b.is_open AND (SELECT eligo_now()) BETWEEN b.valid_from AND b.valid_until,
       b.valid_from, b.valid_until, g.computed_at
FROM broad_offering b
LEFT JOIN user_grants g ON true
WHERE CASE WHEN g.user_id IS NULL THEN false WHEN b.closed_to IS NULL THEN true ELSE NOT relates(g.relations, b.closed_to, 1) END;
--rollback CREATE OR REPLACE VIEW user_offer_eligibility AS
--rollback SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
--rollback        o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible,
--rollback        o.valid_from, o.valid_until, g.computed_at AS last_updated
--rollback FROM customer_type c
--rollback CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
--rollback JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all
--rollback JOIN offering l ON l.merchant_id = o.merchant_id AND l.outlet_is_open
--rollback     AND l.offer_id = CASE WHEN o.offer_no = ANY (g.offer_nos)
--rollback         AND (o.offer_type <> 'Loyalty' OR relates(g.relations, o.merchant_no, o.min_level)) THEN o.id END
--rollback UNION ALL
--rollback SELECT g.user_id, b.outlet_id, b.offer_type, b.offer_id, b.merchant_id,
--rollback        b.is_open AND (SELECT eligo_now()) BETWEEN b.valid_from AND b.valid_until,
--rollback        b.valid_from, b.valid_until, g.computed_at
--rollback FROM broad_offering b
--rollback LEFT JOIN user_grants g ON true
--rollback WHERE CASE WHEN g.user_id IS NULL THEN false WHEN b.closed_to IS NULL THEN true ELSE NOT relates(g.relations, b.closed_to, 1) END;
