package io.eligo.metrics;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of the buckets of a histogram. */
public enum HistogramBuckets {
    /** 1 ms to 5 s: a read takes a few milliseconds, and half a second by the query-time resolver. */
    READS(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000),
    /** 0.2 ms to 1 s. */
    REDIS(0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000),
    /** 10 ms to an hour: a change is visible within a second, or after a rebuild. */
    FRESHNESS(10, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000),
    /** 0.1 s to six hours. */
    JOBS(100, 500, 1_000, 5_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000);

    private final Duration[] bounds;

    HistogramBuckets(double... millis) {
        this.bounds = Arrays.stream(millis)
                .mapToObj(bound -> Duration.ofNanos((long) (bound * 1e6)))
                .toArray(Duration[]::new);
    }

    Duration[] bounds() {
        return bounds.clone();
    }
}
