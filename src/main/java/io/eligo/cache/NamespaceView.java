package io.eligo.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node's latest view of the namespace.
 *
 * @param polledCacheState the result of the query
 * @param queriedAt when the query began, in {@code System.nanoTime}
 * @param queriedAtMillis the same in {@code System.currentTimeMillis}
 */
public record NamespaceView(PolledCacheState polledCacheState, long queriedAt, long queriedAtMillis) {
    @Nullable
    String namespace() {
        return polledCacheState.openNamespace();
    }

    /** A view as of now, without pending evictions. */
    public static NamespaceView now(@Nullable String namespace) {
        return new NamespaceView(new PolledCacheState(namespace, 0), System.nanoTime(), System.currentTimeMillis());
    }

    /**
     * Whether every eviction that was committed longer ago than this is known to be acknowledged. An eviction that was pending
     * at the query counts as still pending. {@code nanoTime} stands still while a machine sleeps, and the wall clock can be
     * set back: the larger of the two differences counts.
     */
    boolean hasNoEvictionOlderThan(Duration age) {
        // Proof W3, N2: from the beginning of the query.
        long nanos =
                Math.max(System.nanoTime() - queriedAt, (System.currentTimeMillis() - queriedAtMillis) * 1_000_000);
        return nanos + (long) (polledCacheState.evictionAge() * 1e9) <= age.toNanos();
    }
}
