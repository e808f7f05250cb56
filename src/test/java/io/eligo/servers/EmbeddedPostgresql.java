package io.eligo.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL unpacked from a Maven artifact. It runs with fsync off: for trying and testing, not for keeping. */
final class EmbeddedPostgresql {
    // One for each user of the machine: a folder that root made is of no use to anybody else.
    private static final Path UNPACKED =
            Path.of(System.getProperty("java.io.tmpdir"), "eligo-" + System.getProperty("user.name"), "postgresql");

    private final EmbeddedPostgres server;

    private EmbeddedPostgresql(EmbeddedPostgres server) {
        this.server = server;
    }

    /** A server with nothing in it, gone when this JVM ends. */
    static EmbeddedPostgresql startEmpty() {
        return start(builder());
    }

    /** As {@link #startEmpty()}, with settings besides those of all. */
    static EmbeddedPostgresql startEmpty(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = builder();
        settings.forEach(builder::setServerConfig);
        return start(builder);
    }

    /** A server that keeps its data in a folder. One that a killed JVM left behind there is stopped first. */
    static EmbeddedPostgresql startPersistent(Path data) {
        OrphanedServer.terminate(data.resolve("postmaster.pid"), "postgres");
        Path complete = data.resolveSibling(data.getFileName() + ".complete");
        if (!Files.exists(complete)) {
            // Whoever began to make it was killed over it.
            delete(data);
        }
        EmbeddedPostgresql server = start(builder().setDataDirectory(data).setCleanDataDirectory(false));
        create(complete);
        return server;
    }

    String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    int port() {
        return server.getPort();
    }

    /** Does nothing the second time. */
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
            // These run after the application contexts have been closed, a hook of the server's own would run beside
            // them.
            SpringApplication.getShutdownHandlers().add(server::stop);
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
