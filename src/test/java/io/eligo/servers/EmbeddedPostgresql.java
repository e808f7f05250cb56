package io.eligo.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;

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
    static EmbeddedPostgresql fresh() {
        return start(builder());
    }

    /** A server that keeps its data in a folder. One that a killed JVM left behind there is stopped first. */
    static EmbeddedPostgresql keeping(Path data) {
        stopLeftBehind(data);
        return start(builder().setDataDirectory(data).setCleanDataDirectory(false));
    }

    String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(UNPACKED.toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("max_connections", "300")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("track_commit_timestamp", "on");
    }

    private static EmbeddedPostgresql start(EmbeddedPostgres.Builder builder) {
        try {
            EmbeddedPostgres server = builder.start();
            // These run after the application contexts have been closed, a hook of the server's own would run beside
            // them.
            SpringApplication.getShutdownHandlers().add(() -> close(server));
            return new EmbeddedPostgresql(server);
        } catch (IOException e) {
            throw new UncheckedIOException("starting embedded PostgreSQL", e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("stopping embedded PostgreSQL", e);
        }
    }

    private static void stopLeftBehind(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            List<String> lines = Files.readAllLines(pidFile);
            Optional<ProcessHandle> postmaster = lines.isEmpty()
                    ? Optional.empty()
                    : postmaster(Long.parseLong(lines.get(0).trim()), data);
            if (postmaster.isPresent()) {
                postmaster.get().destroy();
                postmaster
                        .get()
                        .onExit()
                        .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                        .join();
            }
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + pidFile, e);
        }
    }

    // A number in a file is not yet our process: after a restart of the machine it may be anybody's.
    private static Optional<ProcessHandle> postmaster(long pid, Path data) {
        return ProcessHandle.of(pid)
                .filter(process -> process.info()
                        .commandLine()
                        .map(line -> line.contains("postgres")
                                && line.contains(data.getFileName().toString()))
                        .orElse(false));
    }
}
