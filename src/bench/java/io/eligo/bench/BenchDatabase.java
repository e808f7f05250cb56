package io.eligo.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL for one benchmark, deleted with it. Durable, unlike the tests' server: fsync and full-page writes are on. */
public final class BenchDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final String name;

    private BenchDatabase(EmbeddedPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    public static BenchDatabase start() throws IOException {
        return new BenchDatabase(
                EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .setLocaleConfig("locale", "C")
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "100")
                        .setServerConfig("shared_buffers", "1GB")
                        .setServerConfig("max_wal_size", "8GB")
                        .setServerConfig("checkpoint_timeout", "30min")
                        .setServerConfig("random_page_cost", "1.1")
                        .setServerConfig("track_commit_timestamp", "on")
                        .start(),
                "postgres");
    }

    public BenchDatabase createDatabase(String database) {
        sql().sql("CREATE DATABASE " + database).update();
        return new BenchDatabase(server, database);
    }

    void drop() {
        new BenchDatabase(server, "postgres")
                .sql()
                .sql("DROP DATABASE " + name + " WITH (FORCE)")
                .update();
    }

    String url() {
        return server.getJdbcUrl("postgres", name);
    }

    public DataSource dataSource() {
        return new DriverManagerDataSource(url(), "postgres", "");
    }

    public JdbcClient sql() {
        return JdbcClient.create(dataSource());
    }

    /** Executes statements that return no rows, each in its own transaction or in none. */
    public void execute(String... statements) {
        for (String statement : statements) {
            sql().sql(statement).update();
        }
    }

    public long queryLong(String query) {
        return sql().sql(query).query(Long.class).single();
    }

    /** Reads and discards all rows of these queries, each on its own connection, concurrently. */
    void readAndDiscard(List<String> queries) {
        ExecutorService threads = Executors.newFixedThreadPool(queries.size());
        try {
            CompletableFuture.allOf(queries.stream()
                            .map(query -> CompletableFuture.runAsync(() -> readAndDiscard(query), threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
    }

    private void readAndDiscard(String query) {
        withCopyManager(manager -> readAndDiscard(manager, query));
    }

    /** The median of nine reads of the query, in a session that has planned it before. */
    double measurePrepared(String query) {
        var seconds = new double[9];
        withCopyManager(manager -> {
            readAndDiscard(manager, query);
            for (int i = 0; i < seconds.length; i++) {
                long began = System.nanoTime();
                readAndDiscard(manager, query);
                seconds[i] = (System.nanoTime() - began) / 1e9;
            }
        });
        return Measurements.medianOf(seconds);
    }

    private static void readAndDiscard(CopyManager manager, String query) throws SQLException {
        CopyOut out = manager.copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
        while (out.readFromCopy() != null) {
            // The bytes only have to be read.
        }
    }

    void copyTo(Path file, String query) {
        withCopyManager(manager -> {
            try (var out = Files.newOutputStream(file)) {
                manager.copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", out);
            }
        });
    }

    void copyFrom(Path file, String table) {
        withCopyManager(manager -> {
            try (InputStream in = Files.newInputStream(file)) {
                manager.copyIn("COPY " + table + " FROM STDIN (FORMAT binary)", in, 1 << 16);
            }
        });
    }

    private interface CopyWork {
        void with(CopyManager manager) throws SQLException, IOException;
    }

    private void withCopyManager(CopyWork work) {
        try (Connection connection = dataSource().getConnection()) {
            work.with(connection.unwrap(PGConnection.class).getCopyAPI());
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("copying", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
