package io.eligo.rollout.measurement;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes measured in one window.
 *
 * @param precomputed latencies of the requests that the precomputed path answered
 * @param precomputedErrors requests of the precomputed path that failed
 * @param queryTime latencies of the requests that the query-time resolver answered
 * @param cacheHits reads of grants that the cache answered
 * @param cacheReads all reads of grants in the cache
 * @param comparisons answers that the shadow compared
 * @param wrongAnswers compared answers that were wrong
 * @param queueReadings how often the queue was read
 * @param smallestQueue the smallest number of pending events without deferred ones; null without readings
 * @param cpuReadings how often the CPU of the database was known
 * @param cpu its average use, 0 to 1; null if it was never known
 * @param cpuUnknown why the CPU was not known, if it was not
 */
public record MeasuredWindow(
        LatencyHistogram precomputed,
        long precomputedErrors,
        LatencyHistogram queryTime,
        long cacheHits,
        long cacheReads,
        long comparisons,
        long wrongAnswers,
        long queueReadings,
        @Nullable Long smallestQueue,
        long cpuReadings,
        @Nullable Double cpu,
        @Nullable String cpuUnknown) {
    /** The last end of a window of this length that is not after an instant. Windows are aligned, so that all nodes agree on them. */
    public static Instant lastEnd(Duration length, Instant until) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(until.getEpochSecond(), seconds) * seconds);
    }
}
