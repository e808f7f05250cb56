package io.eligo.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node's latest view of the namespace.
 *
 * @param namespace the result of {@code open_cache_namespace()}; null if the namespace was closed
 * @param evictionAge the result of {@code cache_eviction_age()} in the same statement, in seconds
 * @param queriedAt when the query began, in {@code System.nanoTime}
 * @param queriedAtMillis the same in {@code System.currentTimeMillis}
 */
public record NamespaceView(@Nullable String namespace, double evictionAge, long queriedAt, long queriedAtMillis) {
    /** A view as of now, without pending evictions. */
    public static NamespaceView now(@Nullable String namespace) {
        return new NamespaceView(namespace, 0, System.nanoTime(), System.currentTimeMillis());
    }

    /**
     * Whether every eviction that was committed longer ago than this is known to be acknowledged. An eviction that was pending
     * at the query counts as still pending. {@code nanoTime} stands still while a machine sleeps, and the wall clock can be
     * set back: the larger of the two differences counts.
     */
    boolean hasNoEvictionOlderThan(Duration age) {
        long nanos =
                Math.max(System.nanoTime() - queriedAt, (System.currentTimeMillis() - queriedAtMillis) * 1_000_000);
        return nanos + (long) (evictionAge * 1e9) <= age.toNanos();
    }
}
