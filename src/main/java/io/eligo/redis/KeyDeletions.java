package io.eligo.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Deletions, over a connection of their own. They wait for no reader and pass no circuit breaker: an eviction must be tried. */
final class KeyDeletions {
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
                : deleteInBatches(serverId, keys);
        return deleted.whenComplete((done, error) -> {
            keysInFlight.addAndGet(-keys.size());
            if (error != null) {
                identification.invalidateIfRedirected(error instanceof CompletionException ? error.getCause() : error);
            }
        });
    }

    // A command with many keys costs a tenth per key of a command for each key; a hundred keys do not block a server.
    // In a cluster Lettuce sends one command for each slot.
    private CompletableFuture<Void> deleteInBatches(String serverId, List<byte[]> keys) {
        try {
            long epoch = serverEpoch.requireEpochOf(serverId);
            RedisClusterAsyncCommands<byte[], byte[]> commands = connection.commands();
            var acknowledged = new ArrayList<CompletableFuture<Long>>();
            try {
                for (int from = 0; from < keys.size(); from += KEYS_PER_COMMAND) {
                    List<byte[]> batch = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_COMMAND));
                    acknowledged.add(commands.del(batch.toArray(byte[][]::new)).toCompletableFuture());
                }
            } finally {
                connection.flush();
            }
            return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new))
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
