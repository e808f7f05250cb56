package io.eligo.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

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
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * The door. Every command names the servers that it is meant for, as {@link #serverId} told them: it is refused, and its answer not
 * believed, where it met or may have met others. Readers and bulk deletions have a connection each, so that these do not hold up
 * those; where answers fail to come in time, readers stop asking for a second.
 */
@Component
@EnableConfigurationProperties(RedisSettings.class)
public class Redis implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final long IDENTIFICATION_INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long IDENTITY_TTL_WITHOUT_INVALIDATION =
            Duration.ofMillis(500).toNanos();

    // Half of what a connection takes, which resets it when that is too much.
    private static final int MAX_DELETIONS_IN_FLIGHT = LettuceOptions.MAX_QUEUE_SIZE / 2;
    private static final int KEYS_PER_COMMAND = 100;

    private final boolean configured;
    private final long backgroundTimeout;
    private final ServerEpoch serverEpoch = new ServerEpoch();
    private final ClusterTopology clusterTopology = new ClusterTopology();
    private final CircuitBreaker circuitBreaker;
    private final LettuceConnectionFactory factory;
    private final RedisConnection readConnection = new RedisConnection();
    private final CommandTimeouts commandTimeouts;
    private final CommandBatcher commandBatcher;
    private final RedisConnection deleteConnection = new RedisConnection();
    private final AtomicInteger deletionsInFlight = new AtomicInteger();
    private volatile @Nullable AbstractRedisClient client;

    // Of whoever calls acquaint().
    private long lastIdentification = System.nanoTime() - IDENTIFICATION_INTERVAL;
    private volatile boolean available;
    private boolean outageLogged;

    Redis(LettuceConnectionFactory factory, RedisAddress address, RedisSettings settings, Environment environment) {
        this.configured = address.isConfigured();
        this.commandTimeouts = new CommandTimeouts(settings.timeout());
        this.commandBatcher =
                new CommandBatcher(readConnection, commandTimeouts, Threading.VIRTUAL.isActive(environment));
        this.backgroundTimeout =
                factory.getClientConfiguration().getCommandTimeout().toNanos();
        this.circuitBreaker = LettuceOptions.circuitBreaker();
        circuitBreaker.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition()) {
                case CLOSED_TO_OPEN ->
                    log.warn("Redis takes longer than {}; readers do without it, slower", settings.timeout());
                case HALF_OPEN_TO_CLOSED -> log.info("Redis is quick again");
                default -> {}
            }
        });
        this.factory = factory;
    }

    /** Whether anybody has said where it is. */
    public boolean configured() {
        return configured;
    }

    /** The servers' name in this life of theirs; null while they are not connected, or have not been asked yet. */
    public @Nullable String serverId() {
        return serverEpoch.serverId();
    }

    /** Whether the servers have answered when they were last asked who they are. */
    public boolean available() {
        return available;
    }

    /**
     * Connects, where that has not been done, and asks the servers who they are: at once if they are strangers, five times a
     * second if not. May take a second; to be called all the time by somebody who has it.
     */
    public synchronized void identifyServers() {
        boolean due = System.nanoTime() - lastIdentification >= IDENTIFICATION_INTERVAL;
        // To connect takes time, to ask over a connection does not.
        AbstractRedisClient running = client;
        if (!configured || running == null || !due && (serverId() != null || !deleteConnection.isOpen())) {
            return;
        }
        lastIdentification = System.nanoTime();
        try {
            connect(running);
            queryIdentity();
            available = true;
            if (outageLogged) {
                log.info("Redis answers again");
            }
            outageLogged = false;
        } catch (RedisException e) {
            available = false;
            clusterTopology.requestRefresh();
            if (!outageLogged) {
                log.warn(
                        "Redis is not to be had; everything works without it, slower: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            outageLogged = true;
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
        long mark = serverEpoch.current();
        boolean announced = readConnection.enableInvalidationMessages(backgroundTimeout);
        long until = System.nanoTime() + IDENTITY_TTL_WITHOUT_INVALIDATION;
        String servers = readConnection.serverId(backgroundTimeout);
        if (servers == null || !servers.equals(deleteConnection.serverId(backgroundTimeout))) {
            serverEpoch.invalidate();
            throw new RedisException(
                    servers == null
                            ? "a replica, which does not say what was written last"
                            : "two connections, and at their ends two servers");
        }
        serverEpoch.identify(servers, mark, announced ? null : until);
    }

    /** The value; null if there is none. */
    public byte @Nullable [] get(String servers, byte[] key) throws RedisUnavailable {
        return execute(servers, commands -> commands.get(key));
    }

    /** What the script answers. A script that timed out may still run later. */
    public byte @Nullable [] runScript(String servers, Script script, byte[] key, byte[]... arguments)
            throws RedisUnavailable {
        byte[][] keys = {key};
        try {
            return execute(
                    servers, commands -> commands.evalsha(script.digest(), ScriptOutputType.VALUE, keys, arguments));
        } catch (RedisNoScriptException e) {
            // It has restarted, or was told to forget.
            return execute(servers, commands -> commands.eval(script.text(), ScriptOutputType.VALUE, keys, arguments));
        }
    }

    private <T> @Nullable T execute(
            String servers, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
            throws RedisUnavailable {
        long mark = serverEpoch.requireEpochOf(servers);
        if (!circuitBreaker.tryAcquirePermission()) {
            throw new RedisUnavailable("too slow of late");
        }
        long begun = System.nanoTime();
        try {
            T answer = commandBatcher.execute(command);
            circuitBreaker.onSuccess(System.nanoTime() - begun, NANOSECONDS);
            if (!serverEpoch.isCurrent(mark)) {
                throw new RedisUnavailable("connected anew meanwhile");
            }
            return answer;
        } catch (RedisCommandExecutionException e) {
            // An answer, and in time.
            circuitBreaker.onSuccess(System.nanoTime() - begun, NANOSECONDS);
            if (e instanceof RedisNoScriptException) {
                throw e;
            }
            invalidateIfRedirected(e);
            throw new RedisUnavailable(e.getMessage());
        } catch (RedisException e) {
            circuitBreaker.onError(System.nanoTime() - begun, NANOSECONDS, e);
            throw new RedisUnavailable(e.getMessage());
        }
    }

    /**
     * Deletes the keys. Done when the servers have acknowledged every one; failed if one was not, or it is not known by whom, or
     * too many are on their way already. Nothing is thrown.
     */
    public CompletableFuture<Void> delete(String servers, List<byte[]> keys) {
        int before = deletionsInFlight.getAndAdd(keys.size());
        CompletableFuture<Void> deleted = before > 0 && before + keys.size() > MAX_DELETIONS_IN_FLIGHT
                ? CompletableFuture.failedFuture(new RedisException("too many deletions on their way"))
                : deleteInBatches(servers, keys);
        return deleted.whenComplete((done, trouble) -> {
            deletionsInFlight.addAndGet(-keys.size());
            if (trouble != null) {
                invalidateIfRedirected(trouble instanceof CompletionException ? trouble.getCause() : trouble);
            }
        });
    }

    private void invalidateIfRedirected(@Nullable Throwable error) {
        if (ClusterTopology.isRedirectOrReadOnly(error)) {
            clusterTopology.requestRefresh();
            serverEpoch.invalidate();
        }
    }

    // Many keys a command cost a tenth of a command a key; a server is not held up by a hundred. In a cluster Lettuce
    // sends to
    // every slot its own.
    private CompletableFuture<Void> deleteInBatches(String servers, List<byte[]> keys) {
        try {
            long mark = serverEpoch.requireEpochOf(servers);
            RedisClusterAsyncCommands<byte[], byte[]> commands = deleteConnection.commands();
            var acknowledged = new ArrayList<CompletableFuture<Long>>();
            try {
                for (int from = 0; from < keys.size(); from += KEYS_PER_COMMAND) {
                    List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_COMMAND));
                    acknowledged.add(commands.del(some.toArray(byte[][]::new)).toCompletableFuture());
                }
            } finally {
                deleteConnection.flush();
            }
            return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .thenRun(() -> {
                        if (!serverEpoch.isCurrent(mark)) {
                            throw new RedisException("connected anew meanwhile");
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
            commandTimeouts.start();
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

    /** The factory's client is there before, and goes after. */
    @Override
    public int getPhase() {
        return factory.getPhase() + 1;
    }
}
