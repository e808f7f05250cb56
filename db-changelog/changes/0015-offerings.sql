--liquibase formatted sql

--changeset eligo:offerings
-- The SQL face joined links, offers and merchants at each read: of the 15 ms that one user's 11,000 rows took, 10 were that and
-- two the planning of it. Now every pair of an offer and an outlet carries what the face needs of both, and those that the whole
-- world is granted stand by themselves in a table that holds nothing else: narrow, and read from end to end.
DROP VIEW user_offer_eligibility;

-- One row a link of offer_outlet, and a loyalty program and outlet of one merchant; open or not, so that who opens or closes
-- something only writes its own columns of rows that are there.
CREATE TABLE offering (
    offer_id           uuid NOT NULL REFERENCES offer ON DELETE CASCADE,
    outlet_id          uuid NOT NULL,
    -- The outlet's, as outlet_state has them.
    merchant_id        uuid NOT NULL,
    outlet_is_open     boolean NOT NULL,
    -- The offer's, as offer has them.
    offer_type         text NOT NULL,
    offer_merchant_id  uuid,
    merchant_no        integer,
    broad_all          boolean NOT NULL,
    broad_non_customer boolean NOT NULL,
    valid_from         timestamptz NOT NULL,
    valid_until        timestamptz NOT NULL,
    is_open            boolean NOT NULL,
    -- Granted at this outlet without a row of user_grants saying so. Platform-wide offers count at every outlet, others at their merchant's.
    is_broad           boolean NOT NULL GENERATED ALWAYS AS (outlet_is_open AND (broad_all OR broad_non_customer)
        AND (offer_merchant_id IS NULL OR offer_merchant_id = merchant_id)) STORED,
    -- The merchant whose customers have no part in it.
    closed_to          integer GENERATED ALWAYS AS (CASE WHEN NOT broad_all THEN merchant_no END) STORED,
    PRIMARY KEY (offer_id, outlet_id)
) WITH (fillfactor = 80);
CREATE INDEX offering_outlet_id ON offering (outlet_id);
CREATE INDEX offering_merchant_id ON offering (merchant_id);

-- The offerings that are broad, again; a trigger on offering copies them.
CREATE TABLE broad_offering (
    offer_id    uuid NOT NULL,
    outlet_id   uuid NOT NULL,
    merchant_id uuid NOT NULL,
    closed_to   integer,
    is_open     boolean NOT NULL,
    offer_type  text NOT NULL,
    valid_from  timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    PRIMARY KEY (offer_id, outlet_id)
);
CREATE INDEX broad_offering_outlet_id ON broad_offering (outlet_id);
CREATE INDEX broad_offering_merchant_id ON broad_offering (merchant_id);

DROP TABLE open_link;
DROP INDEX merchant_not_active;
DROP INDEX outlet_state_open;
CREATE INDEX outlet_state_merchant_id ON outlet_state (merchant_id);
--rollback DROP TABLE broad_offering;
--rollback DROP TABLE offering;
--rollback DROP INDEX outlet_state_merchant_id;
--rollback CREATE INDEX outlet_state_open ON outlet_state (merchant_id) INCLUDE (outlet_id) WHERE is_open;
--rollback CREATE TABLE open_link (
--rollback     offer_no    integer NOT NULL REFERENCES offer (offer_no) ON DELETE CASCADE,
--rollback     outlet_id   uuid NOT NULL,
--rollback     merchant_id uuid NOT NULL,
--rollback     PRIMARY KEY (offer_no, outlet_id) INCLUDE (merchant_id)
--rollback );
--rollback CREATE INDEX open_link_outlet_id ON open_link (outlet_id);
--rollback CREATE INDEX open_link_merchant_id ON open_link (merchant_id);
--rollback CREATE INDEX merchant_not_active ON merchant (id) WHERE status <> 'Active';
--rollback SELECT repair_sql_face();
--rollback CREATE VIEW user_offer_eligibility AS
--rollback SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
--rollback        o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible,
--rollback        o.valid_from, o.valid_until, g.computed_at AS last_updated
--rollback FROM customer_type c
--rollback CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
--rollback JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all AND o.offer_type <> 'Loyalty'
--rollback JOIN open_link l ON l.offer_no = CASE WHEN o.offer_no = ANY (g.offer_nos) THEN o.offer_no END AND l.merchant_id = o.merchant_id
--rollback WHERE l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active')
--rollback UNION ALL
--rollback SELECT c.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
--rollback        o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
--rollback        o.valid_from, o.valid_until, g.computed_at
--rollback FROM customer_type c
--rollback CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
--rollback JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all AND o.offer_type = 'Loyalty' AND o.offer_no = ANY (g.offer_nos)
--rollback     AND EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = o.merchant_no AND r & 7 >= o.min_level)
--rollback JOIN outlet_state l ON l.merchant_id = o.merchant_id AND l.is_open
--rollback WHERE l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active')
--rollback UNION ALL
--rollback SELECT g.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
--rollback        o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
--rollback        o.valid_from, o.valid_until, g.computed_at
--rollback FROM offer o
--rollback CROSS JOIN user_grants g
--rollback JOIN open_link l ON l.offer_no = o.offer_no
--rollback     AND CASE WHEN o.merchant_id IS NULL THEN l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active') ELSE l.merchant_id = o.merchant_id END
--rollback WHERE o.offer_type <> 'Loyalty'
--rollback   AND (o.broad_all OR (o.broad_non_customer AND NOT EXISTS (SELECT FROM unnest(g.relations) AS r WHERE r >> 3 = o.merchant_no)))
--rollback   AND (o.merchant_id IS NULL OR o.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active'))
--rollback UNION ALL
--rollback SELECT g.user_id, l.outlet_id, o.offer_type, o.id, l.merchant_id,
--rollback        o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until,
--rollback        o.valid_from, o.valid_until, g.computed_at
--rollback FROM offer o
--rollback JOIN outlet_state l ON l.merchant_id = o.merchant_id AND l.is_open
--rollback JOIN user_grants g ON o.broad_all = (cardinality(g.offer_nos) >= 0)
--rollback WHERE o.offer_type = 'Loyalty' AND o.broad_all
--rollback   AND l.merchant_id NOT IN (SELECT id FROM merchant WHERE status <> 'Active');

--changeset eligo:offering-facts
-- What the state of an outlet should be; that of its merchant is part of it now.
CREATE OR REPLACE VIEW outlet_facts AS
SELECT o.id AS outlet_id, o.merchant_id,
       coalesce(o.is_active AND o.review_status = 'Approved'
           AND EXISTS (SELECT FROM merchant m WHERE m.id = o.merchant_id AND m.status = 'Active')
           AND EXISTS (SELECT FROM payment_point p
                       WHERE p.outlet_id = o.id AND p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved'), false) AS is_open
FROM outlet o;

-- What offering should hold, by what offer and outlet_state hold.
CREATE VIEW offering_facts AS
SELECT o.id AS offer_id, s.outlet_id, s.merchant_id, s.is_open AS outlet_is_open, o.offer_type, o.merchant_id AS offer_merchant_id,
       o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open
FROM offer_outlet k
JOIN offer o ON o.id = k.offer_id
JOIN outlet_state s ON s.outlet_id = k.outlet_id
UNION ALL
SELECT o.id, s.outlet_id, s.merchant_id, s.is_open, o.offer_type, o.merchant_id,
       o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open
FROM offer o
JOIN outlet_state s ON s.merchant_id = o.merchant_id
WHERE o.offer_type = 'Loyalty';

-- What broad_offering should hold.
CREATE VIEW broad_offering_facts AS
SELECT offer_id, outlet_id, merchant_id, closed_to, is_open, offer_type, valid_from, valid_until FROM offering WHERE is_broad;
--rollback DROP VIEW broad_offering_facts;
--rollback DROP VIEW offering_facts;
--rollback CREATE OR REPLACE VIEW outlet_facts AS
--rollback SELECT o.id AS outlet_id, o.merchant_id,
--rollback        coalesce(o.is_active AND o.review_status = 'Approved'
--rollback            AND EXISTS (SELECT FROM payment_point p
--rollback                        WHERE p.outlet_id = o.id AND p.is_active AND p.deleted_at IS NULL AND p.review_status = 'Approved'), false) AS is_open
--rollback FROM outlet o;

--changeset eligo:offering-refresh splitStatements:false rollbackSplitStatements:false
-- Who moves an offer's state holds its row of offer, who moves an outlet's its row of outlet_state, and each then writes its own
-- columns of their offerings: so the two need not wait for each other but at a row that both write, and neither undoes the other.
-- Rows are always locked in this order: merchants, outlets, offers, offerings, each by its key.
CREATE OR REPLACE FUNCTION refresh_offers(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM offer WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE offer o
    SET merchant_id = f.merchant_id, merchant_no = f.merchant_no, broad_all = f.broad_all, broad_non_customer = f.broad_non_customer,
        min_level = f.min_level, valid_from = f.valid_from, valid_until = f.valid_until, is_open = f.is_open
    FROM offer_facts f
    WHERE f.id = o.id AND o.id = ANY (ids) AND f.id = ANY (ids);
    WITH moved AS MATERIALIZED (
        SELECT l.offer_id, l.outlet_id FROM offering l JOIN offer o ON o.id = l.offer_id
        WHERE l.offer_id = ANY (ids)
          AND (l.offer_merchant_id, l.merchant_no, l.broad_all, l.broad_non_customer, l.valid_from, l.valid_until, l.is_open)
              IS DISTINCT FROM (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.valid_from, o.valid_until, o.is_open)
        ORDER BY l.offer_id, l.outlet_id FOR NO KEY UPDATE OF l)
    UPDATE offering l
    SET offer_merchant_id = o.merchant_id, merchant_no = o.merchant_no, broad_all = o.broad_all, broad_non_customer = o.broad_non_customer,
        valid_from = o.valid_from, valid_until = o.valid_until, is_open = o.is_open
    FROM moved m JOIN offer o ON o.id = m.offer_id
    WHERE l.offer_id = m.offer_id AND l.outlet_id = m.outlet_id;
END $$;

CREATE OR REPLACE FUNCTION refresh_outlets(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM outlet_state WHERE outlet_id = ANY (ids) ORDER BY outlet_id FOR NO KEY UPDATE;
    UPDATE outlet_state s SET merchant_id = f.merchant_id, is_open = f.is_open
    FROM outlet_facts f
    WHERE f.outlet_id = s.outlet_id AND s.outlet_id = ANY (ids) AND f.outlet_id = ANY (ids);
    WITH moved AS MATERIALIZED (
        SELECT l.offer_id, l.outlet_id FROM offering l JOIN outlet_state s ON s.outlet_id = l.outlet_id
        WHERE l.outlet_id = ANY (ids) AND (l.merchant_id, l.outlet_is_open) IS DISTINCT FROM (s.merchant_id, s.is_open)
        ORDER BY l.offer_id, l.outlet_id FOR NO KEY UPDATE OF l)
    UPDATE offering l SET merchant_id = s.merchant_id, outlet_is_open = s.is_open
    FROM moved m JOIN outlet_state s ON s.outlet_id = m.outlet_id
    WHERE l.offer_id = m.offer_id AND l.outlet_id = m.outlet_id;
END $$;

-- A program stands at every outlet of its merchant. Whoever adds either holds the merchant: programs alone, outlets together.
CREATE FUNCTION place_programs(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM offering
    WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' AND offer_merchant_id IS DISTINCT FROM merchant_id;
    -- Not ON CONFLICT: a pair that another outlet's writer is just taking away would wait for him and then be put back.
    INSERT INTO offering
    SELECT * FROM offering_facts f
    WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty'
      AND NOT EXISTS (SELECT FROM offering l WHERE l.offer_id = f.offer_id AND l.outlet_id = f.outlet_id);
END $$;

-- Brings all state in line with the sources, and says how many things were not: only writers at REPEATABLE READ can have
-- left any, or somebody who wrote the state itself.
CREATE OR REPLACE FUNCTION repair_sql_face() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    offers uuid[] := ARRAY(
        SELECT o.id FROM offer o JOIN offer_facts f USING (id)
        WHERE (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.min_level, o.valid_from, o.valid_until, o.is_open)
            IS DISTINCT FROM (f.merchant_id, f.merchant_no, f.broad_all, f.broad_non_customer, f.min_level, f.valid_from, f.valid_until, f.is_open));
    outlets uuid[] := ARRAY(
        SELECT outlet_id FROM outlet_facts f FULL JOIN outlet_state s USING (outlet_id)
        WHERE (f.merchant_id, f.is_open) IS DISTINCT FROM (s.merchant_id, s.is_open));
    astray uuid[];
BEGIN
    INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (outlets) ON CONFLICT DO NOTHING;
    DELETE FROM outlet_state WHERE outlet_id = ANY (outlets) AND NOT EXISTS (SELECT FROM outlet o WHERE o.id = outlet_id);
    PERFORM refresh_offers(offers), refresh_outlets(outlets);
    astray := ARRAY(
        SELECT outlet_id FROM offering_facts f FULL JOIN offering l USING (offer_id, outlet_id)
        WHERE (f.merchant_id, f.outlet_is_open, f.offer_type, f.offer_merchant_id, f.merchant_no, f.broad_all, f.broad_non_customer, f.valid_from, f.valid_until, f.is_open)
            IS DISTINCT FROM (l.merchant_id, l.outlet_is_open, l.offer_type, l.offer_merchant_id, l.merchant_no, l.broad_all, l.broad_non_customer, l.valid_from, l.valid_until, l.is_open)
        UNION
        SELECT outlet_id FROM ((TABLE broad_offering EXCEPT TABLE broad_offering_facts)
                               UNION ALL (TABLE broad_offering_facts EXCEPT TABLE broad_offering)) AS copies);
    IF astray <> '{}' THEN
        PERFORM FROM outlet_state WHERE outlet_id = ANY (astray) ORDER BY outlet_id FOR NO KEY UPDATE;
        PERFORM FROM offer WHERE id IN (SELECT offer_id FROM offering_facts WHERE outlet_id = ANY (astray)) ORDER BY id FOR SHARE;
        DELETE FROM offering WHERE outlet_id = ANY (astray);
        DELETE FROM broad_offering WHERE outlet_id = ANY (astray);
        INSERT INTO offering SELECT * FROM offering_facts WHERE outlet_id = ANY (astray);
    END IF;
    RETURN cardinality(offers) + (SELECT count(*) FROM (SELECT unnest(outlets) UNION SELECT unnest(astray)) AS wrong);
END $$;
--rollback DROP FUNCTION place_programs(uuid[]);
--rollback CREATE OR REPLACE FUNCTION refresh_offers(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     PERFORM FROM offer WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
--rollback     UPDATE offer o
--rollback     SET merchant_id = f.merchant_id, merchant_no = f.merchant_no, broad_all = f.broad_all, broad_non_customer = f.broad_non_customer,
--rollback         min_level = f.min_level, valid_from = f.valid_from, valid_until = f.valid_until, is_open = f.is_open
--rollback     FROM offer_facts f
--rollback     WHERE f.id = o.id AND o.id = ANY (ids) AND f.id = ANY (ids);
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_outlets(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     PERFORM FROM outlet_state WHERE outlet_id = ANY (ids) ORDER BY outlet_id FOR NO KEY UPDATE;
--rollback     UPDATE outlet_state s SET merchant_id = f.merchant_id, is_open = f.is_open
--rollback     FROM outlet_facts f
--rollback     WHERE f.outlet_id = s.outlet_id AND s.outlet_id = ANY (ids) AND f.outlet_id = ANY (ids);
--rollback     DELETE FROM open_link l USING outlet_state s
--rollback     WHERE l.outlet_id = ANY (ids) AND s.outlet_id = l.outlet_id AND (NOT s.is_open OR s.merchant_id <> l.merchant_id);
--rollback     INSERT INTO open_link (offer_no, outlet_id, merchant_id)
--rollback     SELECT o.offer_no, s.outlet_id, s.merchant_id
--rollback     FROM outlet_state s JOIN offer_outlet k USING (outlet_id) JOIN offer o ON o.id = k.offer_id
--rollback     WHERE s.outlet_id = ANY (ids) AND s.is_open
--rollback     ON CONFLICT DO NOTHING;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION repair_sql_face() RETURNS integer LANGUAGE plpgsql AS $$
--rollback DECLARE
--rollback     offers uuid[] := ARRAY(
--rollback         SELECT o.id FROM offer o JOIN offer_facts f USING (id)
--rollback         WHERE (o.merchant_id, o.merchant_no, o.broad_all, o.broad_non_customer, o.min_level, o.valid_from, o.valid_until, o.is_open)
--rollback             IS DISTINCT FROM (f.merchant_id, f.merchant_no, f.broad_all, f.broad_non_customer, f.min_level, f.valid_from, f.valid_until, f.is_open));
--rollback     outlets uuid[] := ARRAY(
--rollback         SELECT outlet_id FROM outlet_facts f FULL JOIN outlet_state s USING (outlet_id)
--rollback         WHERE (f.merchant_id, f.is_open) IS DISTINCT FROM (s.merchant_id, s.is_open)
--rollback         UNION
--rollback         SELECT outlet_id FROM (
--rollback             SELECT o.offer_no, s.outlet_id, s.merchant_id
--rollback             FROM outlet_state s JOIN offer_outlet k USING (outlet_id) JOIN offer o ON o.id = k.offer_id WHERE s.is_open) AS wanted
--rollback         FULL JOIN open_link l USING (offer_no, outlet_id)
--rollback         WHERE wanted.merchant_id IS DISTINCT FROM l.merchant_id);
--rollback BEGIN
--rollback     INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM outlet WHERE id = ANY (outlets) ON CONFLICT DO NOTHING;
--rollback     DELETE FROM outlet_state WHERE outlet_id = ANY (outlets) AND NOT EXISTS (SELECT FROM outlet o WHERE o.id = outlet_id);
--rollback     DELETE FROM open_link WHERE outlet_id = ANY (outlets);
--rollback     PERFORM refresh_offers(offers), refresh_outlets(outlets);
--rollback     RETURN cardinality(offers) + cardinality(outlets);
--rollback END $$;

--changeset eligo:offering-triggers splitStatements:false rollbackSplitStatements:false
CREATE FUNCTION copy_broad_offerings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM broad_offering;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        DELETE FROM broad_offering b USING removed r WHERE r.is_broad AND b.offer_id = r.offer_id AND b.outlet_id = r.outlet_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO broad_offering
        SELECT offer_id, outlet_id, merchant_id, closed_to, is_open, offer_type, valid_from, valid_until FROM added WHERE is_broad;
    END IF;
    RETURN NULL;
END $$;

-- Foreign keys take the offerings of an offer away with it, but not under session_replication_role = replica.
CREATE OR REPLACE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM offer WHERE offer_type = TG_ARGV[0];
        DELETE FROM offering WHERE offer_type = TG_ARGV[0];
    ELSE
        DELETE FROM offer USING removed WHERE offer.id = removed.id;
        DELETE FROM offering USING removed WHERE offer_id = removed.id;
    END IF;
    RETURN NULL;
END $$;

-- Fires before refresh_state, which would hold the offers before the merchants.
CREATE FUNCTION place_changed_programs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE merchants uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        merchants := ARRAY(SELECT DISTINCT merchant_id FROM added WHERE merchant_id IS NOT NULL);
    ELSE
        merchants := ARRAY(SELECT DISTINCT m.id FROM after a JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
            WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
    END IF;
    IF merchants = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM outlet_state WHERE merchant_id = ANY (merchants) ORDER BY outlet_id FOR SHARE;
    IF TG_OP = 'UPDATE' THEN
        PERFORM refresh_offers(ARRAY(SELECT a.id FROM after a JOIN before b USING (id) WHERE a.merchant_id IS DISTINCT FROM b.merchant_id));
    END IF;
    PERFORM place_programs(merchants);
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_outlets_of_merchants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[] := ARRAY(
    SELECT s.outlet_id FROM after a JOIN before b USING (id) JOIN outlet_state s ON s.merchant_id = a.id
    WHERE (a.status = 'Active') <> (b.status = 'Active'));
BEGIN
    IF moved <> '{}' THEN
        PERFORM refresh_outlets(moved);
    END IF;
    RETURN NULL;
END $$;

-- An outlet that comes to a merchant holds it, shared, and its programs: else it would not see that the merchant's status, or a
-- program, changes, nor the other way round.
CREATE OR REPLACE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone uuid[] := '{}';
    moved uuid[] := '{}';
    merchants uuid[] := '{}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        merchants := ARRAY(SELECT DISTINCT merchant_id FROM added);
    ELSIF TG_OP = 'DELETE' THEN
        gone := ARRAY(SELECT id FROM removed);
    ELSIF TG_OP = 'TRUNCATE' THEN
        gone := ARRAY(SELECT outlet_id FROM outlet_state);
    ELSE
        gone := ARRAY(SELECT id FROM before EXCEPT SELECT id FROM after);
        moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
            WHERE (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status));
        merchants := ARRAY(SELECT DISTINCT m.id FROM after a LEFT JOIN before b USING (id), LATERAL (VALUES (a.merchant_id), (b.merchant_id)) AS m(id)
            WHERE a.merchant_id IS DISTINCT FROM b.merchant_id AND m.id IS NOT NULL);
    END IF;
    IF merchants <> '{}' THEN
        PERFORM FROM merchant WHERE id = ANY (merchants) ORDER BY id FOR SHARE;
        PERFORM FROM offer WHERE merchant_id = ANY (merchants) AND offer_type = 'Loyalty' ORDER BY id FOR SHARE;
    END IF;
    IF gone <> '{}' THEN
        DELETE FROM outlet_state WHERE outlet_id = ANY (gone);
        DELETE FROM offering WHERE outlet_id = ANY (gone);
    END IF;
    -- Without payment points none is open yet.
    IF TG_OP = 'INSERT' THEN
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM added;
    ELSIF TG_OP = 'UPDATE' AND merchants <> '{}' THEN
        INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM after WHERE id NOT IN (SELECT id FROM before);
    END IF;
    IF moved <> '{}' THEN
        PERFORM refresh_outlets(moved);
    END IF;
    IF merchants <> '{}' THEN
        PERFORM place_programs(merchants);
    END IF;
    RETURN NULL;
END $$;

-- The states of outlets and offers are locked, shared: else somebody who opens or closes one would not see that the link comes
-- or goes, nor the other way round.
CREATE OR REPLACE FUNCTION refresh_links() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    offers uuid[];
    outlets uuid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM offering WHERE offer_type <> 'Loyalty';
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets FROM added;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets FROM removed;
    ELSE
        SELECT array_agg(DISTINCT offer_id), array_agg(DISTINCT outlet_id) INTO offers, outlets
        FROM (SELECT offer_id, outlet_id FROM added UNION ALL SELECT offer_id, outlet_id FROM removed) AS links;
    END IF;
    PERFORM FROM outlet_state WHERE outlet_id = ANY (outlets) ORDER BY outlet_id FOR SHARE;
    PERFORM FROM offer WHERE id = ANY (offers) ORDER BY id FOR SHARE;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        DELETE FROM offering l USING removed r WHERE l.offer_id = r.offer_id AND l.outlet_id = r.outlet_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO offering
        SELECT f.* FROM offering_facts f JOIN added a USING (offer_id, outlet_id) WHERE f.offer_id = ANY (offers)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER copy_insert AFTER INSERT ON offering REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE TRIGGER copy_delete AFTER DELETE ON offering REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE TRIGGER copy_update AFTER UPDATE ON offering REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
CREATE TRIGGER copy_truncate AFTER TRUNCATE ON offering
    FOR EACH STATEMENT EXECUTE FUNCTION copy_broad_offerings();
ALTER TABLE offering ENABLE ALWAYS TRIGGER copy_insert, ENABLE ALWAYS TRIGGER copy_delete,
    ENABLE ALWAYS TRIGGER copy_update, ENABLE ALWAYS TRIGGER copy_truncate;
CREATE TRIGGER state_update AFTER UPDATE ON merchant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION refresh_outlets_of_merchants();
ALTER TABLE merchant ENABLE ALWAYS TRIGGER state_update;
CREATE TRIGGER place_update AFTER UPDATE ON loyalty_program REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION place_changed_programs();
-- Behind register, which adds the offer.
CREATE TRIGGER registered_place AFTER INSERT ON loyalty_program REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION place_changed_programs();
ALTER TABLE loyalty_program ENABLE ALWAYS TRIGGER place_update, ENABLE ALWAYS TRIGGER registered_place;

SELECT repair_sql_face();
--rollback DROP FUNCTION copy_broad_offerings() CASCADE;
--rollback DROP FUNCTION place_changed_programs() CASCADE;
--rollback DROP FUNCTION refresh_outlets_of_merchants() CASCADE;
--rollback CREATE OR REPLACE FUNCTION unregister_offers() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'TRUNCATE' THEN
--rollback         DELETE FROM offer WHERE offer_type = TG_ARGV[0];
--rollback     ELSE
--rollback         DELETE FROM offer USING removed WHERE offer.id = removed.id;
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_changed_outlets() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback DECLARE moved uuid[];
--rollback BEGIN
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         -- Without payment points none is open yet.
--rollback         INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM added;
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         DELETE FROM open_link USING removed r WHERE outlet_id = r.id;
--rollback         DELETE FROM outlet_state USING removed r WHERE outlet_id = r.id;
--rollback     ELSIF TG_OP = 'TRUNCATE' THEN
--rollback         DELETE FROM open_link;
--rollback         DELETE FROM outlet_state;
--rollback     ELSE
--rollback         DELETE FROM outlet_state WHERE outlet_id IN (SELECT id FROM before EXCEPT SELECT id FROM after);
--rollback         INSERT INTO outlet_state (outlet_id, merchant_id) SELECT id, merchant_id FROM after WHERE id NOT IN (SELECT id FROM before);
--rollback         moved := ARRAY(SELECT a.id FROM after a JOIN before b USING (id)
--rollback             WHERE (a.merchant_id, a.is_active, a.review_status) IS DISTINCT FROM (b.merchant_id, b.is_active, b.review_status));
--rollback         IF moved <> '{}' THEN
--rollback             PERFORM refresh_outlets(moved);
--rollback         END IF;
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;
--rollback CREATE OR REPLACE FUNCTION refresh_links() RETURNS trigger LANGUAGE plpgsql AS $$
--rollback BEGIN
--rollback     IF TG_OP = 'TRUNCATE' THEN
--rollback         DELETE FROM open_link;
--rollback         RETURN NULL;
--rollback     END IF;
--rollback     IF TG_OP = 'INSERT' THEN
--rollback         PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM added) ORDER BY outlet_id FOR SHARE;
--rollback     ELSIF TG_OP = 'DELETE' THEN
--rollback         PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM removed) ORDER BY outlet_id FOR SHARE;
--rollback     ELSE
--rollback         PERFORM FROM outlet_state WHERE outlet_id IN (SELECT outlet_id FROM added UNION ALL SELECT outlet_id FROM removed)
--rollback         ORDER BY outlet_id FOR SHARE;
--rollback     END IF;
--rollback     IF TG_OP IN ('DELETE', 'UPDATE') THEN
--rollback         DELETE FROM open_link l USING removed r JOIN offer o ON o.id = r.offer_id
--rollback         WHERE l.offer_no = o.offer_no AND l.outlet_id = r.outlet_id;
--rollback     END IF;
--rollback     IF TG_OP IN ('INSERT', 'UPDATE') THEN
--rollback         INSERT INTO open_link (offer_no, outlet_id, merchant_id)
--rollback         SELECT o.offer_no, s.outlet_id, s.merchant_id
--rollback         FROM added a JOIN offer o ON o.id = a.offer_id JOIN outlet_state s ON s.outlet_id = a.outlet_id
--rollback         WHERE s.is_open
--rollback         ON CONFLICT DO NOTHING;
--rollback     END IF;
--rollback     RETURN NULL;
--rollback END $$;

--changeset eligo:sql-face-of-offerings splitStatements:false
-- Whether there is a relation at the merchant, of the level or above: between two places in the sorted list there is something.
-- Inlined, and without a sub-plan a row.
CREATE FUNCTION relates(relations integer[], merchant_no integer, level integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN width_bucket(merchant_no << 3 | 7, relations) > width_bucket((merchant_no << 3 | level) - 1, relations);

-- The face for SQL: one row a known user, granted offer and live outlet. Targeted offers are found through the relations at
-- their merchant, whichever of user, offer, merchant or outlet is asked for, and checked against the user's row; broad ones
-- multiply the users, as they must. One row's arrays are looked into at a time. What looks roundabout steers the planner:
-- OFFSET 0: a look at user_grants by its key for each relation, and not, at random_page_cost 4, a scan of the whole table;
-- CASE around an id: offerings are looked up behind the user's row, once a grant, and not multiplied with the relations before it;
-- LEFT JOIN, with a CASE that the planner does not see through: where no user is asked for, users are read behind the offerings,
-- and not at all where there are none; where one is, the condition makes a plain join of it;
-- the sub-select of the clock: once a statement.
CREATE VIEW user_offer_eligibility AS
SELECT c.user_id, l.outlet_id, o.offer_type, o.id AS offer_id, l.merchant_id,
       o.is_open AND (SELECT eligo_now()) BETWEEN o.valid_from AND o.valid_until AS is_eligible,
       o.valid_from, o.valid_until, g.computed_at AS last_updated
FROM customer_type c
CROSS JOIN LATERAL (SELECT * FROM user_grants u WHERE u.user_id = c.user_id OFFSET 0) AS g
JOIN offer o ON o.merchant_id = c.merchant_id AND NOT o.broad_all
JOIN offering l ON l.merchant_id = o.merchant_id AND l.outlet_is_open
    AND l.offer_id = CASE WHEN o.offer_no = ANY (g.offer_nos)
        AND (o.offer_type <> 'Loyalty' OR relates(g.relations, o.merchant_no, o.min_level)) THEN o.id END
UNION ALL
SELECT g.user_id, b.outlet_id, b.offer_type, b.offer_id, b.merchant_id,
       b.is_open AND (SELECT eligo_now()) BETWEEN b.valid_from AND b.valid_until,
       b.valid_from, b.valid_until, g.computed_at
FROM broad_offering b
LEFT JOIN user_grants g ON true
WHERE CASE WHEN g.user_id IS NULL THEN false WHEN b.closed_to IS NULL THEN true ELSE NOT relates(g.relations, b.closed_to, 1) END;
--rollback DROP VIEW user_offer_eligibility;
--rollback DROP FUNCTION relates(integer[], integer, integer);
