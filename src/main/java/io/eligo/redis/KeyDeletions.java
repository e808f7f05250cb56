package io.eligo.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletions, and marks put in the place of what was deleted, over a connection of their own. They wait for no reader and pass no circuit
 * breaker: an eviction must be tried. A server carries out the commands on a key in the order in which they were sent.
 */
final class KeyDeletions {
    private static final Logger log = LoggerFactory.getLogger(KeyDeletions.class);

    // Half of the connection's request queue: Lettuce resets a connection whose queue overflows.
    private static final int MAX_KEYS_IN_FLIGHT = LettuceOptions.MAX_QUEUE_SIZE / 2;
    private static final int KEYS_PER_COMMAND = 100;

    private final ServerEpoch serverEpoch;
    private final ServerIdentification identification;
    private final RedisConnection connection;
    private final AtomicInteger keysInFlight = new AtomicInteger();

    KeyDeletions(ServerEpoch serverEpoch, ServerIdentification identification, RedisConnection connection) {
        this.serverEpoch = serverEpoch;
        this.identification = identification;
        this.connection = connection;
    }

    /** As {@link Redis#delete}. */
    CompletableFuture<Void> delete(String serverId, List<byte[]> keys) {
        int before = keysInFlight.getAndAdd(keys.size());
        CompletableFuture<Void> deleted = before > 0 && before + keys.size() > MAX_KEYS_IN_FLIGHT
                ? CompletableFuture.failedFuture(new RedisException("too many deletions in flight"))
                : send(serverId, commands -> deleteInBatches(commands, keys));
        return deleted.whenComplete((done, error) -> {
            keysInFlight.addAndGet(-keys.size());
            if (error != null) {
                identification.invalidateIfRedirected(error instanceof CompletionException ? error.getCause() : error);
            }
        });
    }

    /** As {@link Redis#putIfAbsent}. */
    void putIfAbsent(String serverId, List<byte[]> keys, byte[] value, Duration lifetime) {
        if (keysInFlight.get() + keys.size() > MAX_KEYS_IN_FLIGHT) {
            return;
        }
        keysInFlight.addAndGet(keys.size());
        send(serverId, commands -> putIfAbsent(commands, keys, value, lifetime)).whenComplete((done, error) -> {
            keysInFlight.addAndGet(-keys.size());
            if (error != null) {
                log.debug("Keys not marked, the next read does not continue the trace", error);
            }
        });
    }

    // A command with many keys costs a tenth per key of a command for each key; a hundred keys do not block a server.
    // In a cluster Lettuce sends one command for each slot.
    private static List<RedisFuture<?>> deleteInBatches(
            RedisClusterAsyncCommands<byte[], byte[]> commands, List<byte[]> keys) {
        var sent = new ArrayList<RedisFuture<?>>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_COMMAND) {
            List<byte[]> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_COMMAND));
            sent.add(commands.del(batch.toArray(byte[][]::new)));
        }
        return sent;
    }

    private static List<RedisFuture<?>> putIfAbsent(
            RedisClusterAsyncCommands<byte[], byte[]> commands, List<byte[]> keys, byte[] value, Duration lifetime) {
        SetArgs ifAbsent = SetArgs.Builder.nx().px(lifetime.toMillis());
        var sent = new ArrayList<RedisFuture<?>>();
        for (byte[] key : keys) {
            sent.add(commands.set(key, value, ifAbsent));
        }
        return sent;
    }

    private CompletableFuture<Void> send(
            String serverId, Function<RedisClusterAsyncCommands<byte[], byte[]>, List<RedisFuture<?>>> command) {
        try {
            long epoch = serverEpoch.requireEpochOf(serverId);
            RedisClusterAsyncCommands<byte[], byte[]> commands = connection.commands();
            List<RedisFuture<?>> sent;
            try {
                sent = command.apply(commands);
            } finally {
                connection.flush();
            }
            return CompletableFuture.allOf(
                            sent.stream().map(RedisFuture::toCompletableFuture).toArray(CompletableFuture[]::new))
                    .thenRun(() -> requireUnchanged(epoch));
        } catch (RedisUnavailable | RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void requireUnchanged(long epoch) {
        try {
            serverEpoch.requireUnchanged(epoch);
        } catch (RedisUnavailable e) {
            throw new CompletionException(e);
        }
    }
}
