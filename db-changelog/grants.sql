--liquibase formatted sql

--changeset eligo:user-grants
-- One row for each known user. offer_nos: the targeted offers granted, sorted; no row contains broad ones. relations:
-- merchant_no << 3 | level, with levels 1 to 5, sorted. fillfactor leaves room for the next version of every row of a page: a
-- bulk change that touches all users then needs no other page and no new index entry, and takes half the time.
CREATE TABLE user_grants (
    user_id       uuid PRIMARY KEY,
    offer_nos     integer[] NOT NULL,
    relations     integer[] NOT NULL,
    computed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The row accounts for every transaction below this one.
    computed_from xid8 NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot())
) WITH (fillfactor = 50);
--rollback DROP TABLE user_grants;

--changeset eligo:grants-decision
-- Advances when a transaction has locked users and is about to read what decides their grants. It tells a comparison without
-- locks whether a decision may have begun since; a sequence, unlike a row, also counts transactions that are still open.
CREATE SEQUENCE grants_decision;
-- Before its first number a sequence shows the same last_value as after it.
SELECT nextval('grants_decision');
--rollback DROP SEQUENCE grants_decision;
