package io.eligo.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a node has last seen of the namespace.
 *
 * @param namespace as {@code open_cache_namespace()} answered; null if it was closed
 * @param evictionAge as {@code cache_eviction_age()} answered in the same statement
 * @param queriedAt when the question began, in {@code System.nanoTime}
 * @param queriedAtMillis the same in {@code System.currentTimeMillis}
 */
public record NamespaceView(@Nullable String namespace, double evictionAge, long queriedAt, long queriedAtMillis) {
    /** Seen at this moment, with no eviction pending. */
    public static NamespaceView now(@Nullable String namespace) {
        return new NamespaceView(namespace, 0, System.nanoTime(), System.currentTimeMillis());
    }

    /**
     * Whether every eviction that was committed longer ago than this is known to have been acknowledged. What was pending at the
     * question is taken to be pending still. {@code nanoTime} stands still while a machine sleeps and the wall clock can be set
     * back: the one that has gone further counts.
     */
    boolean hasNoEvictionOlderThan(Duration ago) {
        long nanos =
                Math.max(System.nanoTime() - queriedAt, (System.currentTimeMillis() - queriedAtMillis) * 1_000_000);
        return nanos + (long) (evictionAge * 1e9) <= ago.toNanos();
    }
}
