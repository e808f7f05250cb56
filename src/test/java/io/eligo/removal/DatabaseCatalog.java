package io.eligo.removal;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Everything that a database's catalog says of objects that PostgreSQL itself has not created, as sorted lines, and its rows. */
final class DatabaseCatalog {
    private static final String OBJECTS = """
            WITH own AS (
                SELECT c.*, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast'))
            SELECT concat_ws(' ', 'schema', nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
            UNION ALL
            SELECT concat_ws(' ', 'relation', name, relkind, relpersistence, relowner::regrole, relacl, reloptions, relrowsecurity, relreplident,
                             pg_get_viewdef(CASE WHEN relkind IN ('v', 'm') THEN oid END), relhasrules)
            FROM own
            UNION ALL
            SELECT concat_ws(' ', 'column', c.name,
                             CASE WHEN :positions THEN a.attnum ELSE row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) END, a.attname,
                             format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attoptions, a.attstattarget,
                             a.attstorage, a.attcompression, a.attcollation, a.attacl, pg_get_expr(d.adbin, d.adrelid))
            FROM own c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            UNION ALL
            SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, contype, pg_get_constraintdef(oid), convalidated, condeferrable, condeferred)
            FROM pg_constraint WHERE connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            UNION ALL
            SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisunique, i.indisprimary, i.indisvalid, i.indisclustered, i.indisreplident)
            FROM pg_index i JOIN own c ON c.oid = i.indexrelid
            UNION ALL
            SELECT concat_ws(' ', 'trigger', tgrelid::regclass, CASE WHEN tgisinternal THEN tgfoid::regproc::text ELSE pg_get_triggerdef(t.oid) END,
                             tgenabled, tgtype, k.conname)
            FROM pg_trigger t LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
            UNION ALL
            SELECT concat_ws(' ', 'function', p.oid::regprocedure, proconfig, proowner::regrole, proacl, md5(pg_get_functiondef(p.oid)))
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND prokind IN ('f', 'p')
            UNION ALL
            SELECT concat_ws(' ', 'type', t.oid::regtype, typtype) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            UNION ALL
            SELECT concat_ws(' ', 'sequence', seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle) FROM pg_sequence
            UNION ALL
            SELECT concat_ws(' ', 'comment', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description WHERE objoid >= 16384
            UNION ALL
            SELECT concat_ws(' ', 'setting', setdatabase <> 0, setrole, setconfig) FROM pg_db_role_setting
            WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
            UNION ALL
            SELECT concat_ws(' ', 'default rights', defaclnamespace::regnamespace, defaclobjtype, defaclacl) FROM pg_default_acl
            UNION ALL
            -- Objects of every kind, those that have no line above included.
            SELECT DISTINCT concat_ws(' ', 'object', o.type, regexp_replace(o.identity, '(RI_ConstraintTrigger_[ac]|Unique_ConstraintTrigger|pg_toast)_\\d+', '\\1', 'g'))
            FROM pg_depend d, pg_identify_object(d.classid, d.objid, 0) AS o WHERE d.objid >= 16384
            ORDER BY 1
            """;

    private DatabaseCatalog() {}

    /** With the positions of columns. PostgreSQL keeps the position of a dropped one; it is in no line. */
    static List<String> describe(JdbcClient jdbc) {
        return describe(jdbc, true);
    }

    /** For databases in which different columns were dropped. */
    static List<String> describeWithoutPositions(JdbcClient jdbc) {
        return describe(jdbc, false);
    }

    private static List<String> describe(JdbcClient jdbc, boolean positions) {
        return jdbc.sql(OBJECTS)
                .param("positions", positions)
                .query(String.class)
                .list();
    }

    /** For each table that the reference has: its name, number of rows and a checksum over its columns, in the reference's order. */
    static List<String> rowChecksums(JdbcClient reference, JdbcClient jdbc) {
        return reference.sql("""
                        SELECT format('SELECT %L || count(*) || '' '' || coalesce(sum(hashtextextended(ROW(%s)::text, 0)::numeric), 0) FROM %s',
                                      c.oid::regclass || ' ', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), c.oid::regclass)
                        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                        GROUP BY c.oid ORDER BY c.oid::regclass::text
                        """).query(String.class).list().stream()
                .map(query -> jdbc.sql(query).query(String.class).single())
                .toList();
    }
}
