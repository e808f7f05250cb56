package io.eligo.servers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A second PostgreSQL without Eligo's schema: its tables have the names, columns and keys of the source tables and nothing else, and
 * are replicated into a database of {@link TestServers}. Available only where both servers are embedded.
 */
public final class ReplicationPublisher implements AutoCloseable {
    private static final String SUBSCRIPTION = "eligo_test";
    private static final long TIMEOUT_SECONDS = 180;

    private final EmbeddedPostgresql server;
    private final JdbcClient publisher;
    private final JdbcClient subscriber;

    /** @param subscriber the migrated database that is replicated into */
    public ReplicationPublisher(JdbcClient subscriber, List<String> tables) {
        // Large transactions are streamed before their commit, as early as PostgreSQL allows.
        this.server = EmbeddedPostgresql.startEmpty(
                Map.of("wal_level", "logical", "logical_decoding_work_mem", "64kB", "synchronous_commit", "on"));
        this.publisher = JdbcClient.create(new DriverManagerDataSource(server.url("postgres"), "postgres", ""));
        this.subscriber = subscriber;
        tables.forEach(table -> publisher.sql(definition(table)).update());
        subscriber.sql("CREATE TABLE mark (n integer PRIMARY KEY)").update();
        publisher
                .sql("CREATE TABLE mark (n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
                .update();
        publisher.sql("CREATE PUBLICATION eligo_test FOR ALL TABLES").update();
    }

    public static boolean isAvailable() {
        return ServerChoice.ofPostgresql() == ServerChoice.EMBEDDED;
    }

    public JdbcClient publisher() {
        return publisher;
    }

    /** Returns when the initial copy of all tables is complete. */
    public void subscribe() throws InterruptedException {
        subscriber.sql("""
                        CREATE SUBSCRIPTION %s CONNECTION 'host=localhost port=%d user=postgres dbname=postgres'
                        PUBLICATION eligo_test WITH (streaming = parallel)
                        """.formatted(SUBSCRIPTION, server.port())).update();
        await(subscriber, "SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel");
        awaitApplied();
    }

    /** Returns when all transactions committed here are applied there: they are applied in commit order. */
    public void awaitApplied() throws InterruptedException {
        int mark = publisher
                .sql("INSERT INTO mark DEFAULT VALUES RETURNING n")
                .query(Integer.class)
                .single();
        await(subscriber, "SELECT EXISTS (SELECT FROM mark WHERE n = %d)".formatted(mark));
    }

    private static void await(JdbcClient jdbc, String condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!jdbc.sql(condition).query(Boolean.class).single()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "replication does not progress, see the log of PostgreSQL: " + condition);
            }
            Thread.sleep(5);
        }
    }

    /** Without the numbers, which Eligo assigns. */
    private String definition(String table) {
        return subscriber.sql("""
                        SELECT format('CREATE TABLE %I (%s, PRIMARY KEY (%s))', :table, string_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod),
                                CASE WHEN attname = 'created_at' THEN ' DEFAULT now()' ELSE '' END), ', ' ORDER BY attnum),
                            (SELECT string_agg(quote_ident(k.attname), ', ') FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid
                             WHERE i.indrelid = :table::regclass AND i.indisprimary AND array_position(i.indkey::smallint[], k.attnum) < i.indnkeyatts))
                        FROM pg_attribute
                        WHERE attrelid = :table::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('merchant_no', 'offer_no')
                        """).param("table", table).query(String.class).single();
    }

    @Override
    public void close() {
        subscriber.sql("DROP SUBSCRIPTION IF EXISTS " + SUBSCRIPTION).update();
        server.stop();
    }
}
