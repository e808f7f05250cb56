package io.eligo.exactness;

import io.eligo.servers.ReplicationPublisher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Changes source tables on a second PostgreSQL that is replicated into the test's database: own merchants with their offers, and
 * relations of the users that the other writers change too. Foreign keys are not checked on either side.
 */
final class RandomReplicatedWriter implements AutoCloseable {
    static final List<String> TABLES =
            List.of("merchant", "loyalty_program", "loyalty_tier", "cashback_configuration", "customer_type");
    private static final int MERCHANTS = 4;
    private static final String ROWS = """
            INSERT INTO merchant (id, business_name, status, category) SELECT id(101, n), 'm', 'Active', 'x' FROM generate_series(1, %1$d) AS n;
            INSERT INTO loyalty_program (id, merchant_id, name, is_active, points_used_in_period, review_status)
            SELECT id(104, n), id(101, n), 'p', true, 0, 'Approved' FROM generate_series(1, %1$d) AS n;
            INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
            SELECT id(105, n), id(104, n), 't', 'Regular', true, 'Approved' FROM generate_series(1, %1$d) AS n;
            INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status)
            SELECT id(103, n), id(101, 1 + n %% %1$d), 'c', true, '{New}', 1, 0, 'Approved' FROM generate_series(1, 3 * %1$d) AS n;
            """.formatted(MERCHANTS);
    private static final String OF_MERCHANT = "merchant_id = id(101, %1$d)";
    // In the order of the tables above.
    private static final List<String> CONDITIONS =
            List.of("id = id(101, %1$d)", OF_MERCHANT, "loyalty_program_id = id(104, %1$d)", OF_MERCHANT, OF_MERCHANT);

    private final ReplicationPublisher server;
    private final Random random;
    private volatile long committed;

    /** @param subscriber the migrated database of the test */
    RandomReplicatedWriter(JdbcClient subscriber, long seed) throws InterruptedException {
        this.server = new ReplicationPublisher(subscriber, TABLES);
        this.random = new Random(seed);
        run("""
                CREATE FUNCTION id(a bigint, b bigint) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT
                RETURN format('00000000-0000-%s-0000-%s', lpad(a::text, 4, '0'), lpad(b::text, 12, '0'))::uuid
                """);
        server.subscribe();
    }

    long committed() {
        return committed;
    }

    /** Returns when the tables are empty here and the deletions are replicated. Replicated TRUNCATEs stop at foreign keys. */
    void empty() throws InterruptedException {
        run(TABLES.stream().map("DELETE FROM %s; "::formatted).collect(Collectors.joining("", "BEGIN; ", "COMMIT")));
        server.awaitApplied();
    }

    void fill() throws InterruptedException {
        run("BEGIN; " + ROWS + "COMMIT");
        server.awaitApplied();
    }

    /** Returns when all rows committed here are visible in the test's database. */
    void awaitApplied() throws InterruptedException {
        server.awaitApplied();
    }

    /** @param truncateUntil after this instant no table is truncated; a TRUNCATE also empties the other writers' tables */
    void writeUntil(long end, long truncateUntil) {
        while (System.nanoTime() < end) {
            run(System.nanoTime() < truncateUntil && random.nextInt(60) == 0 ? truncate() : change());
            committed++;
            pause();
        }
    }

    private String change() {
        int merchant = 1 + random.nextInt(MERCHANTS);
        String user = "'" + RandomSqlWriter.user(random) + "'";
        String type = List.of("New", "Infrequent", "Regular", "Vip").get(random.nextInt(4));
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> """
                INSERT INTO customer_type (user_id, merchant_id, type) VALUES (%s, id(101, %d), '%s')
                ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type
                """.formatted(user, merchant, type);
            case 4 -> "DELETE FROM customer_type WHERE user_id = %s".formatted(user);
            case 5 -> "UPDATE customer_type SET type = '%s' WHERE merchant_id = id(101, %d)".formatted(type, merchant);
            case 6 ->
                "UPDATE cashback_configuration SET eligible_customer_types = '{%s,New}' WHERE id = id(103, %d)"
                        .formatted(type, 1 + random.nextInt(3 * MERCHANTS));
            case 7 ->
                "UPDATE loyalty_tier SET min_customer_type = '%s', is_active = %s WHERE loyalty_program_id = id(104, %d)"
                        .formatted(type, random.nextBoolean(), merchant);
            case 8 -> reload(merchant, false);
            default -> reload(merchant, true);
        };
    }

    /** Deletes all rows of a merchant and inserts them again with the same ids, in one transaction or in two. */
    private String reload(int merchant, boolean together) {
        var saved = new ArrayList<String>();
        var inserts = new ArrayList<String>();
        for (int i = 0; i < TABLES.size(); i++) {
            String table = TABLES.get(i);
            saved.add("CREATE TEMP TABLE saved_%1$s AS SELECT * FROM %1$s WHERE %2$s; DELETE FROM %1$s WHERE %2$s; "
                    .formatted(table, CONDITIONS.get(i).formatted(merchant)));
            inserts.add("INSERT INTO %1$s SELECT * FROM saved_%1$s; ".formatted(table));
        }
        if (random.nextBoolean()) {
            Collections.reverse(inserts);
        }
        return "BEGIN; " + String.join("", saved) + (together ? "" : "COMMIT; BEGIN; ") + String.join("", inserts)
                + "COMMIT";
    }

    private static String truncate() {
        return """
                BEGIN; CREATE TEMP TABLE saved_tier AS SELECT * FROM loyalty_tier;
                TRUNCATE loyalty_tier; INSERT INTO loyalty_tier SELECT * FROM saved_tier; COMMIT
                """;
    }

    private void run(String statements) {
        server.publisher().sql(statements).update();
    }

    private void pause() {
        try {
            Thread.sleep(random.nextInt(100));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
