--liquibase formatted sql

--changeset eligo:customer-types runOnChange:true splitStatements:false stripComments:false
-- The only place of these words in SQL; MigrationTest compares it with the enum CustomerType. Both functions are inlined.

-- The customer types, lowest first. The CHECK constraints of the tables ask it: rows that are there are not checked again when it changes.
CREATE OR REPLACE FUNCTION customer_types() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY['NonCustomer', 'New', 'Infrequent', 'Occasional', 'Regular', 'Vip'];

-- The place of a customer type among them, from 0, as a digit; null for any other word. The frequent types come first: a full
-- rebuild asks once for each relation, and a search in the array would take twice as long.
CREATE OR REPLACE FUNCTION customer_level(type text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE type WHEN 'New' THEN '1' WHEN 'Infrequent' THEN '2' WHEN 'Occasional' THEN '3' WHEN 'Regular' THEN '4' WHEN 'Vip' THEN '5'
    WHEN 'NonCustomer' THEN '0' END;
--rollback DROP FUNCTION customer_level(text);
--rollback DROP FUNCTION customer_types();
