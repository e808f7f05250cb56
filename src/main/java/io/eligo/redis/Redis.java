package io.eligo.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.eligo.metrics.MeterFactory;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
 * for one second. This class has the lifecycle and the reads; {@link ServerIdentification} connects and identifies, {@link KeyDeletions}
 * deletes.
 */
@Component
@EnableConfigurationProperties(RedisSettings.class)
public class Redis implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);

    private final boolean configured;
    private final ServerEpoch serverEpoch = new ServerEpoch();
    private final ServerIdentification identification;
    private final CircuitBreaker circuitBreaker;
    private final RedisMetrics metrics;
    private final LettuceConnectionFactory factory;
    private final RedisConnection readConnection = new RedisConnection();
    private final CommandTimeouts commandTimeouts;
    private final TaskExecutor timeoutExecutor;
    private final CommandBatcher commandBatcher;
    private final RedisConnection deleteConnection = new RedisConnection();
    private final KeyDeletions deletions;
    private volatile @Nullable AbstractRedisClient client;

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
        this.identification = new ServerIdentification(
                serverEpoch,
                readConnection,
                deleteConnection,
                factory.getClientConfiguration().getCommandTimeout().toNanos());
        this.deletions = new KeyDeletions(serverEpoch, identification, deleteConnection);
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
        return identification.available();
    }

    /**
     * Connects, if that has not been done, and identifies the servers: at once while they are unidentified, five times a
     * second otherwise. May take a second; must be called continually, by a thread that can wait that long.
     */
    public synchronized void identifyServers() {
        AbstractRedisClient running = client;
        if (configured && running != null) {
            identification.identifyIfDue(running);
        }
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
            serverEpoch.requireUnchanged(epoch);
            return answer;
        } catch (RedisCommandExecutionException e) {
            // An error reply is an answer in time.
            recordAnswer(System.nanoTime() - start);
            if (e instanceof RedisNoScriptException) {
                throw e;
            }
            identification.invalidateIfRedirected(e);
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
        return deletions.delete(serverId, keys);
    }

    /**
     * Puts the value into those of the keys that do not exist, after the deletions that were sent before. Nothing may depend on it: keys
     * are left out if too many are in flight, and failures are not reported. Throws nothing.
     */
    public void putIfAbsent(String serverId, List<byte[]> keys, byte[] value, Duration lifetime) {
        deletions.putIfAbsent(serverId, keys, value, lifetime);
    }

    @Override
    public synchronized void start() {
        AbstractRedisClient started = factory.getRequiredNativeClient();
        identification.configure(started);
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
