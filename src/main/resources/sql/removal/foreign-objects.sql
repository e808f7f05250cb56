-- Objects of others that depend on objects of Eligo, with one that each needs. An object that belongs to another one (index, default,
-- sequence of an identity column) is Eligo's with it. Not so a trigger of others on a table of Eligo, and what others have built on a
-- column of Eligo in a source table: without CASCADE too, PostgreSQL would drop them silently.
WITH RECURSIVE named AS (
    SELECT * FROM unnest(:classes::bigint[]::oid[], :oids::bigint[]::oid[], :columns::integer[]) AS n(classid, objid, objsubid)),
eligo AS (
    SELECT * FROM named
    UNION
    SELECT d.classid, d.objid, d.objsubid
    FROM eligo e JOIN pg_depend d ON d.refclassid = e.classid AND d.refobjid = e.objid AND (e.objsubid = 0 OR d.refobjsubid = e.objsubid)
    WHERE d.deptype IN ('a', 'i', 'P', 'S')
      AND NOT EXISTS (SELECT FROM pg_trigger t
                      WHERE d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND NOT t.tgisinternal
                        AND NOT EXISTS (SELECT FROM named f WHERE f.classid = 'pg_proc'::regclass AND f.objid = t.tgfoid))
      AND (e.objsubid = 0
           OR d.classid = 'pg_attrdef'::regclass
           OR EXISTS (SELECT FROM pg_class s WHERE d.classid = 'pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S')
           OR EXISTS (SELECT FROM pg_constraint k WHERE d.classid = 'pg_constraint'::regclass AND k.oid = d.objid AND cardinality(k.conkey) = 1)))
SELECT CASE WHEN d.classid = 'pg_rewrite'::regclass
            THEN (SELECT pg_describe_object('pg_class'::regclass, r.ev_class, 0) FROM pg_rewrite r WHERE r.oid = d.objid)
            ELSE pg_describe_object(d.classid, d.objid, d.objsubid) END AS dependent,
       min(pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)) AS needed
FROM eligo e JOIN pg_depend d ON d.refclassid = e.classid AND d.refobjid = e.objid AND (e.objsubid = 0 OR d.refobjsubid = e.objsubid)
WHERE NOT EXISTS (SELECT FROM eligo own WHERE own.classid = d.classid AND own.objid = d.objid AND (own.objsubid = 0 OR own.objsubid = d.objsubid))
GROUP BY 1
ORDER BY 1
