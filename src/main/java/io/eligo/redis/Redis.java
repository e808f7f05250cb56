package io.eligo.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.eligo.metrics.MeterFactory;
import io.eligo.platform.OutageLog;
import io.eligo.platform.threads.Executors;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * Public API of the module. Every command names the servers it is meant for, by the id that {@link #serverId} returned: the
 * command is refused, or its answer not trusted, if it reached or may have reached other servers. Reads and bulk deletions use
 * separate connections, so that deletions do not delay reads. If answers do not arrive in time, a circuit breaker stops reads
 * for one second.
 */
@Component
@EnableConfigurationProperties(RedisSettings.class)
public class Redis implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final long IDENTIFICATION_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long IDENTITY_TTL_WITHOUT_INVALIDATION =
            Duration.ofMillis(500).toNanos();

    // Half of the connection's request queue: Lettuce resets a connection whose queue overflows.
    private static final int MAX_DELETIONS_IN_FLIGHT = LettuceOptions.MAX_QUEUE_SIZE / 2;
    private static final int KEYS_PER_COMMAND = 100;

    private final boolean configured;
    private final long backgroundTimeout;
    private final ServerEpoch serverEpoch = new ServerEpoch();
    private final ClusterTopology clusterTopology = new ClusterTopology();
    private final CircuitBreaker circuitBreaker;
    private final RedisMetrics metrics;
    private final LettuceConnectionFactory factory;
    private final RedisConnection readConnection = new RedisConnection();
    private final CommandTimeouts commandTimeouts;
    private final TaskExecutor timeoutExecutor;
    private final CommandBatcher commandBatcher;
    private final RedisConnection deleteConnection = new RedisConnection();
    private final AtomicInteger deletionsInFlight = new AtomicInteger();
    private volatile @Nullable AbstractRedisClient client;

    // Used only by identifyServers().
    private long lastIdentification = System.nanoTime() - IDENTIFICATION_INTERVAL;
    private volatile boolean available;
    private final OutageLog outage =
            new OutageLog(log, "Redis unavailable, reading from PostgreSQL: {}", "Redis available again after {} s");

    Redis(
            LettuceConnectionFactory factory,
            RedisPresence address,
            RedisSettings settings,
            Environment environment,
            @Qualifier(Executors.REDIS_TIMEOUTS) TaskExecutor timeoutExecutor,
            MeterFactory meters) {
        this.configured = address.isConfigured();
        this.timeoutExecutor = timeoutExecutor;
        this.commandTimeouts = new CommandTimeouts(settings.timeout());
        this.commandBatcher =
                new CommandBatcher(readConnection, commandTimeouts, Threading.VIRTUAL.isActive(environment));
        this.backgroundTimeout =
                factory.getClientConfiguration().getCommandTimeout().toNanos();
        this.circuitBreaker = LettuceOptions.circuitBreaker();
        this.metrics = new RedisMetrics(circuitBreaker, meters);
        circuitBreaker.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition()) {
                case CLOSED_TO_OPEN -> log.warn("Redis slower than {}, reading from PostgreSQL", settings.timeout());
                case HALF_OPEN_TO_CLOSED -> log.info("Redis within its timeout again, reading from Redis");
                default -> {}
            }
        });
        this.factory = factory;
    }

    /** Whether an address of Redis is configured. */
    public boolean configured() {
        return configured;
    }

    /** Id of the servers, which changes when one restarts or is promoted; null while they are not connected or not identified. */
    public @Nullable String serverId() {
        return serverEpoch.serverId();
    }

    /** Whether the servers answered the last identification. */
    public boolean available() {
        return available;
    }

    /**
     * Connects, if that has not been done, and identifies the servers: at once while they are unidentified, five times a
     * second otherwise. May take a second; must be called continually, by a thread that can wait that long.
     */
    public synchronized void identifyServers() {
        boolean due = System.nanoTime() - lastIdentification >= IDENTIFICATION_INTERVAL;
        // Connecting takes time, a query over an open connection does not.
        AbstractRedisClient running = client;
        if (!configured || running == null || !due && (serverId() != null || !deleteConnection.isOpen())) {
            return;
        }
        lastIdentification = System.nanoTime();
        try {
            connect(running);
            queryIdentity();
            available = true;
            outage.recordSuccess();
        } catch (RedisException e) {
            available = false;
            clusterTopology.requestRefresh();
            outage.recordFailure(e);
        }
    }

    private void connect(AbstractRedisClient running) {
        readConnection.connect(running, serverEpoch::invalidate);
        readConnection.disableAutoFlush();
        deleteConnection.connect(running, () -> {});
        deleteConnection.disableAutoFlush();
        if (clusterTopology.refreshNeeded()) {
            serverEpoch.invalidate();
            clusterTopology.refresh(running);
        }
    }

    private void queryIdentity() {
        long epoch = serverEpoch.current();
        boolean invalidationEnabled = readConnection.enableInvalidationMessages(backgroundTimeout);
        long expiresAt = System.nanoTime() + IDENTITY_TTL_WITHOUT_INVALIDATION;
        String serverId = readConnection.serverId(backgroundTimeout);
        if (serverId == null || !serverId.equals(deleteConnection.serverId(backgroundTimeout))) {
            serverEpoch.invalidate();
            throw new RedisException(
                    serverId == null
                            ? "Redis server is a replica, expected a primary"
                            : "Redis connections reach different servers");
        }
        serverEpoch.identify(serverId, epoch, invalidationEnabled ? null : expiresAt);
    }

    /** The value; null if the key does not exist. */
    public byte @Nullable [] get(String serverId, byte[] key) throws RedisUnavailable {
        return execute(serverId, commands -> commands.get(key));
    }

    /** The script's result. A script that timed out may still run later. */
    public byte @Nullable [] runScript(String serverId, Script script, byte[] key, byte[]... arguments)
            throws RedisUnavailable {
        byte[][] keys = {key};
        try {
            return execute(
                    serverId, commands -> commands.evalsha(script.digest(), ScriptOutputType.VALUE, keys, arguments));
        } catch (RedisNoScriptException e) {
            log.debug("Script missing on the server, which has restarted or flushed its scripts: sending it", e);
            return execute(serverId, commands -> commands.eval(script.text(), ScriptOutputType.VALUE, keys, arguments));
        }
    }

    private <T> @Nullable T execute(
            String serverId, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
            throws RedisUnavailable {
        long epoch = serverEpoch.requireEpochOf(serverId);
        if (!circuitBreaker.tryAcquirePermission()) {
            throw new RedisUnavailable("Redis circuit breaker open");
        }
        long start = System.nanoTime();
        try {
            T answer = commandBatcher.execute(command);
            recordAnswer(System.nanoTime() - start);
            if (!serverEpoch.isCurrent(epoch)) {
                throw new RedisUnavailable("Redis reconnected during the command");
            }
            return answer;
        } catch (RedisCommandExecutionException e) {
            // An error reply is an answer in time.
            recordAnswer(System.nanoTime() - start);
            if (e instanceof RedisNoScriptException) {
                throw e;
            }
            invalidateIfRedirected(e);
            throw new RedisUnavailable(e.getMessage());
        } catch (RedisException e) {
            long nanos = System.nanoTime() - start;
            circuitBreaker.onError(nanos, NANOSECONDS, e);
            metrics.recordFailure(nanos);
            throw new RedisUnavailable(e.getMessage());
        }
    }

    private void recordAnswer(long nanos) {
        circuitBreaker.onSuccess(nanos, NANOSECONDS);
        metrics.recordAnswer(nanos);
    }

    /**
     * Deletes the keys. The future completes when the servers have acknowledged every deletion. It fails if one is not
     * acknowledged, if it is not known which servers acknowledged it, or if too many deletions are in flight already.
     * Throws nothing.
     */
    public CompletableFuture<Void> delete(String serverId, List<byte[]> keys) {
        int before = deletionsInFlight.getAndAdd(keys.size());
        CompletableFuture<Void> deleted = before > 0 && before + keys.size() > MAX_DELETIONS_IN_FLIGHT
                ? CompletableFuture.failedFuture(new RedisException("too many deletions in flight"))
                : deleteInBatches(serverId, keys);
        return deleted.whenComplete((done, error) -> {
            deletionsInFlight.addAndGet(-keys.size());
            if (error != null) {
                invalidateIfRedirected(error instanceof CompletionException ? error.getCause() : error);
            }
        });
    }

    private void invalidateIfRedirected(@Nullable Throwable error) {
        if (ClusterTopology.isRedirectOrReadOnly(error)) {
            clusterTopology.requestRefresh();
            serverEpoch.invalidate();
        }
    }

    // A command with many keys costs a tenth per key of a command for each key; a hundred keys do not block a server.
    // In a cluster Lettuce sends one command for each slot.
    private CompletableFuture<Void> deleteInBatches(String serverId, List<byte[]> keys) {
        try {
            long epoch = serverEpoch.requireEpochOf(serverId);
            RedisClusterAsyncCommands<byte[], byte[]> commands = deleteConnection.commands();
            var acknowledged = new ArrayList<CompletableFuture<Long>>();
            try {
                for (int from = 0; from < keys.size(); from += KEYS_PER_COMMAND) {
                    List<byte[]> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_COMMAND));
                    acknowledged.add(commands.del(batch.toArray(byte[][]::new)).toCompletableFuture());
                }
            } finally {
                deleteConnection.flush();
            }
            return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .thenRun(() -> {
                        if (!serverEpoch.isCurrent(epoch)) {
                            throw new RedisException("Redis reconnected during the command");
                        }
                    });
        } catch (RedisUnavailable | RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized void start() {
        AbstractRedisClient started = factory.getRequiredNativeClient();
        started.addListener(serverEpoch);
        clusterTopology.configure(started);
        if (configured) {
            commandTimeouts.start(timeoutExecutor);
        }
        client = started;
    }

    @Override
    public synchronized void stop() {
        readConnection.close();
        deleteConnection.close();
        commandTimeouts.stop();
        client = null;
    }

    @Override
    public boolean isRunning() {
        return client != null;
    }

    /** The factory's client starts before this component and stops after it. */
    @Override
    public int getPhase() {
        return factory.getPhase() + 1;
    }
}
