package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;

/**
 * The servers of {@code test-run}: a PostgreSQL that keeps its data in a folder, and a Redis, unless {@code -Dservers} or the
 * environment chooses others; containers keep no data. One run for each folder: the operating system holds the file lock and releases
 * it with the process, however that ends.
 */
public final class TestRunServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TestRunServers.class);

    private final FileLock lock;
    private @Nullable EmbeddedPostgresql postgresql;
    private @Nullable EmbeddedRedis redis;
    private @Nullable String redisFailure;

    private TestRunServers(FileLock lock) {
        this.lock = lock;
    }

    /** Starts the servers and points the application at them by system properties. */
    public static TestRunServers start(Path folder) throws AlreadyRunning {
        var run = new TestRunServers(lock(folder.toAbsolutePath()));
        try {
            run.startServers(folder.toAbsolutePath());
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** Another test-run, which is alive, uses the folder. */
    public static final class AlreadyRunning extends Exception {
        AlreadyRunning(Path folder) {
            super("test-run is already running on %s; end it first".formatted(folder));
        }
    }

    /** Logs that embedded Redis did not start; the application works without it. */
    public void logRedisFailure() {
        if (redisFailure != null) {
            log.warn("{}", redisFailure);
        }
    }

    @Override
    public synchronized void close() {
        if (redis != null) {
            redis.stop();
            redis = null;
        }
        if (postgresql != null) {
            postgresql.stop();
            postgresql = null;
        }
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException("unlocking test-run", e);
        }
    }

    private void startServers(Path folder) {
        switch (ServerChoice.ofPostgresql()) {
            case EMBEDDED -> {
                EmbeddedPostgresql started = EmbeddedPostgresql.startPersistent(folder.resolve("postgresql"));
                postgresql = started;
                setProperties(new TestServers.Database(started.url("postgres"), "postgres", ""));
            }
            case TESTCONTAINERS -> setProperties(Containers.postgresql());
            // The application reads the variables itself.
            case GIVEN -> GivenServers.postgresql();
        }
        switch (ServerChoice.ofRedis()) {
            case EMBEDDED -> startRedis(folder);
            case TESTCONTAINERS -> setProperties(Containers.redis());
            case GIVEN -> {}
        }
    }

    private void startRedis(Path folder) {
        try {
            EmbeddedRedis started = EmbeddedRedis.startWithPidFile(folder.resolve("redis.pid"));
            redis = started;
            setProperties(Standalone.of("127.0.0.1", started.port()));
        } catch (RuntimeException e) {
            redisFailure = "embedded Redis not started (%s), reading grants from PostgreSQL".formatted(firstLine(e));
        }
    }

    // System properties override environment variables.
    private static void setProperties(TestServers.Database database) {
        System.setProperty("spring.datasource.url", database.url());
        System.setProperty("spring.datasource.username", database.user());
        System.setProperty("spring.datasource.password", database.password());
    }

    private static void setProperties(Standalone redis) {
        System.setProperty("spring.data.redis.url", "redis://%s:%d".formatted(redis.getHost(), redis.getPort()));
    }

    private static String firstLine(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    }

    private static FileLock lock(Path folder) throws AlreadyRunning {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new AlreadyRunning(folder);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw new AlreadyRunning(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("locking " + folder, e);
        }
    }
}
