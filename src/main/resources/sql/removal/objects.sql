-- Which of the objects that the changelog names are there, in the order of the names. kinds: as in DROP statements.
WITH named (kind, name, position) AS (SELECT * FROM unnest(:kinds::text[], :names::text[]) WITH ORDINALITY)
SELECT kind, name, 'pg_class'::regclass::oid::bigint AS classid, c.oid::bigint AS oid, pg_get_userbyid(c.relowner) AS owner, pg_has_role(c.relowner, 'USAGE') AS may_drop, position
FROM named JOIN pg_class c ON c.oid = to_regclass(name)
WHERE kind IN ('TABLE', 'VIEW', 'SEQUENCE', 'INDEX')
  AND c.relkind = CASE kind WHEN 'TABLE' THEN 'r' WHEN 'VIEW' THEN 'v' WHEN 'SEQUENCE' THEN 'S' ELSE 'i' END
UNION ALL
SELECT kind, name, 'pg_proc'::regclass::oid::bigint, p.oid::bigint, pg_get_userbyid(p.proowner), pg_has_role(p.proowner, 'USAGE'), position
FROM named JOIN pg_proc p ON p.oid = to_regprocedure(name)
WHERE kind = 'FUNCTION'
UNION ALL
SELECT kind, name, 'pg_namespace'::regclass::oid::bigint, n.oid::bigint, pg_get_userbyid(n.nspowner), pg_has_role(n.nspowner, 'USAGE'), position
FROM named JOIN pg_namespace n ON n.oid = to_regnamespace(name)
WHERE kind = 'SCHEMA'
ORDER BY position
