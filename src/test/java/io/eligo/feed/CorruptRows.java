package io.eligo.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Copies of rows with an unexpected value in one column, with constraints and foreign keys disabled. */
final class CorruptRows {
    private static final List<String> TABLES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");
    private static final Map<String, List<String>> VALUES = Map.of(
            "text",
            List.of(
                    "''",
                    "NULL",
                    "'approved'",
                    "'NonCustomer'",
                    "'Vi'",
                    "'Vop'",
                    "U&'\\FFFF\\+01F600\\0300'",
                    "repeat('long ', 60000)",
                    "'Approved'"),
            "text[]",
            List.of(
                    "'{}'",
                    "'{{New,Vip}}'",
                    "'{{{All}}}'",
                    "'{NULL}'",
                    "'{New,NULL}'",
                    "'[2:3]={New,Vip}'",
                    "'{New,New}'",
                    "'{vip}'",
                    "'{\"\"}'",
                    "NULL"),
            "numeric",
            List.of(
                    "'NaN'",
                    "'Infinity'",
                    "'-Infinity'",
                    "-1",
                    "0",
                    "('1' || repeat('0', 20000))::numeric",
                    "('0.' || repeat('3', 16000))::numeric",
                    "NULL"),
            "timestamp with time zone",
            List.of(
                    "'infinity'",
                    "'-infinity'",
                    "'4713-01-01 00:00:00+00 BC'",
                    "'294276-12-31 23:59:59.999999+00'",
                    "'epoch'",
                    "now()",
                    "NULL"),
            "uuid",
            List.of("gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'", "NULL"),
            "boolean",
            List.of("true", "false", "NULL"),
            "integer",
            List.of("0", "-1", "-2147483648", "2147483647", "268435456", "1", "NULL"));

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Random random;

    CorruptRows(JdbcClient jdbc, PlatformTransactionManager transactions, Random random) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.random = random;
    }

    record Column(String table, String name, String type) {}

    List<Column> columns() {
        return jdbc.sql("""
                        SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
                        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                        WHERE a.attrelid = ANY (?::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped
                        ORDER BY 1, a.attnum
                        """)
                .param(TABLES.toArray(String[]::new))
                .query((row, n) -> new Column(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** Drops all checks of the source tables, and all not-null constraints except those of keys. */
    void dropConstraints() {
        jdbc.sql("""
                DO $do$ DECLARE c record; BEGIN
                    FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint k
                        WHERE conrelid = ANY ('{%1$s}'::regclass[]) AND (contype = 'c' OR contype = 'n' AND NOT EXISTS (
                            SELECT FROM pg_constraint p WHERE p.conrelid = k.conrelid AND p.contype = 'p' AND p.conkey @> k.conkey))
                    LOOP
                        EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.t, c.conname);
                    END LOOP;
                END $do$
                """.formatted(String.join(",", TABLES))).update();
    }

    /** @return whether PostgreSQL accepted the row */
    boolean add(Column column) {
        List<String> values = VALUES.getOrDefault(column.type(), List.of("NULL"));
        return add(column, values.get(random.nextInt(values.size())), null);
    }

    boolean add(Column column, String value, @Nullable UUID id) {
        var names = new ArrayList<String>();
        var expressions = new ArrayList<String>();
        for (Column each : columns()) {
            if (each.table().equals(column.table())) {
                boolean odd = each.name().equals(column.name());
                if (odd || !each.name().endsWith("_no")) {
                    names.add(each.name());
                    expressions.add(odd ? "(%s)::%s".formatted(value, each.type()) : copied(each, id));
                }
            }
        }
        try {
            transaction.executeWithoutResult(status -> {
                jdbc.sql("SET LOCAL session_replication_role = replica").update();
                jdbc.sql("INSERT INTO %1$s (%2$s) SELECT %3$s FROM %1$s ORDER BY md5(ctid::text || '%4$d') LIMIT 1"
                                .formatted(
                                        column.table(),
                                        String.join(", ", names),
                                        String.join(", ", expressions),
                                        random.nextInt()))
                        .update();
            });
            return true;
        } catch (DataAccessException e) {
            return false;
        }
    }

    private static String copied(Column column, @Nullable UUID id) {
        boolean key = column.name().equals("id")
                || column.table().equals("customer_type") && column.name().equals("user_id")
                || column.table().equals("offer_outlet") && column.name().equals("outlet_id");
        return !key ? column.name() : id == null ? "gen_random_uuid()" : "'%s'".formatted(id);
    }
}
