--liquibase formatted sql

--changeset eligo:grants-decision
-- Moves on whenever somebody has locked users and is about to read what decides over their grants. Whoever has compared without
-- locks knows by it whether anybody can have decided since; unlike a row, it tells of transactions that are still open.
CREATE SEQUENCE grants_decision;
-- Before its first number a sequence shows the same last_value as after it.
SELECT nextval('grants_decision');
--rollback DROP SEQUENCE grants_decision;
