package io.eligo.rollout.measurement;

import java.util.Locale;

/** What nodes count. Each is a column of {@code rollout_measurement}, which has its name. */
public enum MeasuredCount {
    /** Requests of the precomputed path that failed. */
    PRECOMPUTED_ERRORS,
    /** Reads of grants that the cache answered. */
    CACHE_HITS,
    /** All reads of grants in the cache. */
    CACHE_READS,
    /** Answers that the shadow compared. */
    COMPARISONS,
    /** Compared answers that were wrong. */
    WRONG_ANSWERS;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
