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
 * The door. Every command names the servers that it is meant for, as {@link #servers} told them: it is refused, and its answer not
 * believed, where it met or may have met others. Readers and bulk deletions have a connection each, so that these do not hold up
 * those; where answers fail to come in time, readers stop asking for a second.
 */
@Component
@EnableConfigurationProperties(RedisSettings.class)
public class Redis implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Redis.class);
    private static final long BETWEEN_INTRODUCTIONS = Duration.ofMillis(200).toNanos();
    private static final long LONGEST_UNANNOUNCED = Duration.ofMillis(500).toNanos();

    // Half of what a connection takes, which resets it when that is too much.
    private static final int MOST_ON_THEIR_WAY = RedisOptions.LONGEST_QUEUE / 2;
    private static final int KEYS_A_COMMAND = 100;

    private final boolean configured;
    private final long backgroundTimeout;
    private final Acquaintance acquaintance = new Acquaintance();
    private final Topology topology = new Topology();
    private final CircuitBreaker breaker;
    private final LettuceConnectionFactory factory;
    private final Line reads = new Line();
    private final Patience patience;
    private final Rounds rounds;
    private final Line deletions = new Line();
    private final AtomicInteger deleting = new AtomicInteger();
    private volatile @Nullable AbstractRedisClient client;

    // Of whoever calls acquaint().
    private long asked = System.nanoTime() - BETWEEN_INTRODUCTIONS;
    private volatile boolean answering;
    private boolean troubled;

    Redis(LettuceConnectionFactory factory, RedisAddress address, RedisSettings settings, Environment environment) {
        this.configured = address.given();
        this.patience = new Patience(settings.timeout());
        this.rounds = new Rounds(reads, patience, Threading.VIRTUAL.isActive(environment));
        this.backgroundTimeout =
                factory.getClientConfiguration().getCommandTimeout().toNanos();
        this.breaker = RedisOptions.breaker();
        breaker.getEventPublisher().onStateTransition(event -> {
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
    public @Nullable String servers() {
        return acquaintance.servers();
    }

    /** Whether the servers have answered when they were last asked who they are. */
    public boolean answering() {
        return answering;
    }

    /**
     * Connects, where that has not been done, and asks the servers who they are: at once if they are strangers, five times a
     * second if not. May take a second; to be called all the time by somebody who has it.
     */
    public synchronized void acquaint() {
        boolean due = System.nanoTime() - asked >= BETWEEN_INTRODUCTIONS;
        // To connect takes time, to ask over a connection does not.
        AbstractRedisClient running = client;
        if (!configured || running == null || !due && (servers() != null || !deletions.opened())) {
            return;
        }
        asked = System.nanoTime();
        try {
            connect(running);
            introduce();
            answering = true;
            if (troubled) {
                log.info("Redis answers again");
            }
            troubled = false;
        } catch (RedisException e) {
            answering = false;
            topology.doubt();
            if (!troubled) {
                log.warn(
                        "Redis is not to be had; everything works without it, slower: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            troubled = true;
        }
    }

    private void connect(AbstractRedisClient running) {
        reads.open(running, acquaintance::forget);
        reads.holdUntilFlushed();
        deletions.open(running, () -> {});
        deletions.holdUntilFlushed();
        if (topology.inDoubt()) {
            acquaintance.forget();
            topology.refresh(running);
        }
    }

    private void introduce() {
        long mark = acquaintance.mark();
        boolean announced = reads.announcesThatItIsEmptied(backgroundTimeout);
        long until = System.nanoTime() + LONGEST_UNANNOUNCED;
        String servers = reads.servers(backgroundTimeout);
        if (servers == null || !servers.equals(deletions.servers(backgroundTimeout))) {
            acquaintance.forget();
            throw new RedisException(
                    servers == null
                            ? "a replica, which does not say what was written last"
                            : "two connections, and at their ends two servers");
        }
        acquaintance.learned(servers, mark, announced ? null : until);
    }

    /** The value; null if there is none. */
    public byte @Nullable [] get(String servers, byte[] key) throws RedisTrouble {
        return answer(servers, commands -> commands.get(key));
    }

    /** What the script answers. A script that timed out may still run later. */
    public byte @Nullable [] run(String servers, Script script, byte[] key, byte[]... arguments) throws RedisTrouble {
        byte[][] keys = {key};
        try {
            return answer(
                    servers, commands -> commands.evalsha(script.digest(), ScriptOutputType.VALUE, keys, arguments));
        } catch (RedisNoScriptException e) {
            // It has restarted, or was told to forget.
            return answer(servers, commands -> commands.eval(script.text(), ScriptOutputType.VALUE, keys, arguments));
        }
    }

    private <T> @Nullable T answer(
            String servers, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
            throws RedisTrouble {
        long mark = acquaintance.markWith(servers);
        if (!breaker.tryAcquirePermission()) {
            throw new RedisTrouble("too slow of late");
        }
        long begun = System.nanoTime();
        try {
            T answer = rounds.ask(command);
            breaker.onSuccess(System.nanoTime() - begun, NANOSECONDS);
            if (!acquaintance.still(mark)) {
                throw new RedisTrouble("connected anew meanwhile");
            }
            return answer;
        } catch (RedisCommandExecutionException e) {
            // An answer, and in time.
            breaker.onSuccess(System.nanoTime() - begun, NANOSECONDS);
            if (e instanceof RedisNoScriptException) {
                throw e;
            }
            heed(e);
            throw new RedisTrouble(e.getMessage());
        } catch (RedisException e) {
            breaker.onError(System.nanoTime() - begun, NANOSECONDS, e);
            throw new RedisTrouble(e.getMessage());
        }
    }

    /**
     * Deletes the keys. Done when the servers have acknowledged every one; failed if one was not, or it is not known by whom, or
     * too many are on their way already. Nothing is thrown.
     */
    public CompletableFuture<Void> delete(String servers, List<byte[]> keys) {
        int before = deleting.getAndAdd(keys.size());
        CompletableFuture<Void> deleted = before > 0 && before + keys.size() > MOST_ON_THEIR_WAY
                ? CompletableFuture.failedFuture(new RedisException("too many deletions on their way"))
                : deleted(servers, keys);
        return deleted.whenComplete((done, trouble) -> {
            deleting.addAndGet(-keys.size());
            if (trouble != null) {
                heed(trouble instanceof CompletionException ? trouble.getCause() : trouble);
            }
        });
    }

    private void heed(@Nullable Throwable error) {
        if (Topology.isElsewhere(error)) {
            topology.doubt();
            acquaintance.forget();
        }
    }

    // Many keys a command cost a tenth of a command a key; a server is not held up by a hundred. In a cluster Lettuce
    // sends to
    // every slot its own.
    private CompletableFuture<Void> deleted(String servers, List<byte[]> keys) {
        try {
            long mark = acquaintance.markWith(servers);
            RedisClusterAsyncCommands<byte[], byte[]> commands = deletions.commands();
            var acknowledged = new ArrayList<CompletableFuture<Long>>();
            try {
                for (int from = 0; from < keys.size(); from += KEYS_A_COMMAND) {
                    List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_COMMAND));
                    acknowledged.add(commands.del(some.toArray(byte[][]::new)).toCompletableFuture());
                }
            } finally {
                deletions.flush();
            }
            return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
                    .thenRun(() -> {
                        if (!acquaintance.still(mark)) {
                            throw new RedisException("connected anew meanwhile");
                        }
                    });
        } catch (RedisTrouble | RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized void start() {
        AbstractRedisClient started = factory.getRequiredNativeClient();
        started.addListener(acquaintance);
        topology.begin(started);
        if (configured) {
            patience.start();
        }
        client = started;
    }

    @Override
    public synchronized void stop() {
        reads.close();
        deletions.close();
        patience.stop();
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
