--liquibase formatted sql

--changeset eligo:user-grants
-- One row a known user. offer_nos: the targeted offers granted, sorted; broad ones stand in no row.
-- relations: merchant_no << 3 | level, levels 1 to 5, sorted. fillfactor leaves room for heap-only updates.
CREATE TABLE user_grants (
    user_id     uuid PRIMARY KEY,
    offer_nos   integer[] NOT NULL,
    relations   integer[] NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Every transaction below this one is accounted for in the row.
    computed_from xid8 NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot())
) WITH (fillfactor = 80);
--rollback DROP TABLE user_grants;
