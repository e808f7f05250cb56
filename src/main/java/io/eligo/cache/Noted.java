package io.eligo.cache;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A row of {@code cache_eviction}: users whose copies are to go. */
record Noted(long id, Namespace namespace, List<UUID> users, Duration age) {
    List<byte[]> keys() {
        return users.stream().map(namespace::key).toList();
    }
}
