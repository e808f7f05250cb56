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
 * The servers of {@code test-run}: PostgreSQL that keeps its data in a folder, and Redis, except where {@code -Dservers} or the
 * environment says otherwise; containers keep nothing. One run a folder: the lock is the operating system's and goes with the
 * process, however it ends.
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

    /** Starts what is needed and points the application at it. */
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

    /** Somebody else's run, alive, has the folder. */
    public static final class AlreadyRunning extends Exception {
        AlreadyRunning(Path folder) {
            super("test-run is already running on %s; end that one first".formatted(folder));
        }
    }

    /** Says what did not start and can be done without. */
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
            // The application reads the variables by itself.
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
            redisFailure = "embedded Redis does not start here (%s); everything works without it, slower"
                    .formatted(firstLine(e));
        }
    }

    // Stronger than what the environment says.
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
