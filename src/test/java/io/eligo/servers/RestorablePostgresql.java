package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL of one test, whose data directory the test copies while the server is down, and puts back later. */
public final class RestorablePostgresql implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgresql server;

    private RestorablePostgresql(Path data) {
        this.data = data;
        this.server = EmbeddedPostgresql.startIn(data, 0);
        this.port = server.port();
    }

    public static boolean isAvailable() {
        return ServerChoice.ofPostgresql() == ServerChoice.EMBEDDED;
    }

    /** @param folder an empty folder */
    public static RestorablePostgresql start(Path folder) {
        return new RestorablePostgresql(folder.resolve("data"));
    }

    public TestServers.Database database() {
        return new TestServers.Database(server.url("postgres"), "postgres", "");
    }

    /** Copies the data directory; the server is down meanwhile. */
    public void backUp(Path copy) {
        server.stop();
        copy(data, copy);
        server = EmbeddedPostgresql.startIn(data, port);
    }

    /** Replaces the data directory by the copy, and starts the server on the same port. */
    public void restore(Path copy) {
        server.stop();
        try {
            FileSystemUtils.deleteRecursively(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy(copy, data);
        server = EmbeddedPostgresql.startIn(data, port);
    }

    private static void copy(Path from, Path to) {
        try {
            // With its attributes: PostgreSQL refuses a directory that others may read.
            if (new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                            .inheritIO()
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException("copying " + from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
