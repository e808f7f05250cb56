-- What tables have that is Eligo's and goes before their objects: the triggers that call its functions, also those of its own tables, and of
-- source tables the constraints that depend on its functions or tables, and the columns of the numbers. statement removes it. attnum: 0
-- unless it is a column.
WITH source AS (
    SELECT c.oid, c.relname, c.oid::regclass AS name FROM unnest(:sourceTables::text[]) AS s(name) JOIN pg_class c ON c.oid = to_regclass(s.name)),
numbers (table_name, column_name) AS (VALUES
    ('merchant', 'merchant_no'), ('cashback_configuration', 'offer_no'), ('exclusive_offer', 'offer_no'), ('loyalty_program', 'offer_no')),
additions AS (
    SELECT 'TRIGGER' AS kind, t.tgrelid AS source, t.tgname AS name, 'pg_trigger'::regclass::oid AS classid, t.oid, 0 AS attnum,
           format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass) AS statement
    FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgfoid = ANY (:functions::bigint[])
      AND (t.tgrelid IN (SELECT oid FROM source) OR t.tgrelid = ANY (:relations::bigint[]))
    UNION ALL
    SELECT 'CONSTRAINT', s.oid, k.conname, 'pg_constraint'::regclass::oid, k.oid, 0,
           format('ALTER TABLE %s DROP CONSTRAINT %I', s.name, k.conname)
    FROM source s JOIN pg_constraint k ON k.conrelid = s.oid
    WHERE k.contype IN ('c', 'f') AND EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid
          AND ((d.refclassid = 'pg_proc'::regclass AND d.refobjid = ANY (:functions::bigint[]))
               OR (d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY (:relations::bigint[]))))
    UNION ALL
    SELECT 'COLUMN', s.oid, a.attname, 'pg_class'::regclass::oid, s.oid, a.attnum, format('ALTER TABLE %s DROP COLUMN %I', s.name, a.attname)
    FROM source s JOIN numbers n ON n.table_name = s.relname
    JOIN pg_attribute a ON a.attrelid = s.oid AND a.attname = n.column_name AND NOT a.attisdropped)
SELECT a.kind, c.relname AS source, a.name, a.classid::bigint AS classid, a.oid::bigint AS oid, a.attnum, a.statement,
       pg_get_userbyid(c.relowner) AS owner, pg_has_role(c.relowner, 'USAGE') AS may_drop
FROM additions a JOIN pg_class c ON c.oid = a.source
ORDER BY c.relname, a.kind, a.name
