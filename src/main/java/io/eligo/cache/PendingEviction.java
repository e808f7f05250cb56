package io.eligo.cache;

import io.eligo.redis.Redis;
import io.eligo.tracing.TraceParent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row of {@code cache_eviction}: users whose cached values must be deleted.
 *
 * @param cause the span of the change; null if it is not recorded, or known to another process only
 */
record PendingEviction(
        long id,
        Namespace namespace,
        List<UUID> users,
        Duration age,
        @Nullable TraceParent cause) {
    private static final Logger log = LoggerFactory.getLogger(PendingEviction.class);

    PendingEviction causedBy(@Nullable TraceParent span) {
        return span == null ? this : new PendingEviction(id, namespace, users, age, span);
    }

    List<byte[]> keys() {
        return users.stream().map(namespace::key).toList();
    }

    /** Deletes the keys, waits for the answer, and returns whether Redis has acknowledged. */
    boolean evictFrom(Redis redis) {
        // Proof R1, R2: of values and leases alike.
        return await(redis.delete(namespace.serverId(), keys()));
    }

    /** Waits for the answer and returns whether Redis has acknowledged. */
    boolean await(CompletableFuture<Void> deletion) {
        try {
            deletion.join();
            return true;
        } catch (CompletionException e) {
            log.debug("Eviction {} not acknowledged, retried by EvictionRecovery", id, e);
            return false;
        }
    }
}
