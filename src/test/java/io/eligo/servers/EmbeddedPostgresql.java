package io.eligo.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL unpacked from a Maven artifact. fsync is off: for tests and trials, not for data to keep. */
final class EmbeddedPostgresql {
    // One folder for each user of the machine: a folder that root made cannot be written by other users.
    private static final Path UNPACKED =
            Path.of(System.getProperty("java.io.tmpdir"), "eligo-" + System.getProperty("user.name"), "postgresql");

    private final EmbeddedPostgres server;

    private EmbeddedPostgresql(EmbeddedPostgres server) {
        this.server = server;
    }

    /** An empty server, removed when this JVM ends. */
    static EmbeddedPostgresql startEmpty() {
        return start(builder());
    }

    /** As {@link #startEmpty()}, with further settings. */
    static EmbeddedPostgresql startEmpty(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = builder();
        settings.forEach(builder::setServerConfig);
        return start(builder);
    }

    /** A server that keeps its data in a folder. A server that a killed JVM left running there is stopped first. */
    static EmbeddedPostgresql startPersistent(Path data) {
        OrphanedServer.terminate(data.resolve("postmaster.pid"), "postgres");
        Path complete = data.resolveSibling(data.getFileName() + ".complete");
        if (!Files.exists(complete)) {
            // An earlier initialisation was killed before it completed.
            delete(data);
        }
        EmbeddedPostgresql server = start(builder().setDataDirectory(data).setCleanDataDirectory(false));
        create(complete);
        return server;
    }

    /** A server with its data in this folder, which stays when the server is stopped. {@code port} 0 is any. */
    static EmbeddedPostgresql startIn(Path data, int port) {
        return start(
                builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(port));
    }

    String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    int port() {
        return server.getPort();
    }

    /** Has no effect the second time. */
    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("stopping embedded PostgreSQL", e);
        }
    }

    private static EmbeddedPostgres.Builder builder() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(UNPACKED.toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C");
        PostgresqlSettings.ALL.forEach(builder::setServerConfig);
        return builder;
    }

    private static EmbeddedPostgresql start(EmbeddedPostgres.Builder builder) {
        try {
            var server = new EmbeddedPostgresql(builder.start());
            // Shutdown handlers run after the application contexts have been closed; a JVM hook would run at the
            // same time.
            ShutdownHandlers.add(server::stop);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("starting embedded PostgreSQL", e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    private static void create(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("creating " + file, e);
        }
    }
}
