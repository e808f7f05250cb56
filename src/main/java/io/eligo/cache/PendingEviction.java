package io.eligo.cache;

import io.eligo.redis.Redis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A row of {@code cache_eviction}: users whose cached values must be deleted. */
record PendingEviction(long id, Namespace namespace, List<UUID> users, Duration age) {
    private static final Logger log = LoggerFactory.getLogger(PendingEviction.class);

    List<byte[]> keys() {
        return users.stream().map(namespace::key).toList();
    }

    /** Deletes the keys, waits for the answer, and returns whether Redis has acknowledged. */
    boolean evictFrom(Redis redis) {
        try {
            // Proof R1, R2: of values and leases alike.
            redis.delete(namespace.serverId(), keys()).join();
            return true;
        } catch (CompletionException e) {
            log.debug("Eviction {} not acknowledged, retried by EvictionRecovery", id, e);
            return false;
        }
    }
}
