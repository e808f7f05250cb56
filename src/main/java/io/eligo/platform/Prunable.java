package io.eligo.platform;

import java.time.Duration;
import java.time.Instant;

/**
 * Rows that accumulate and that {@code retention} deletes after a retention period. The module that owns the rows implements it,
 * except for parked events: {@code retention} does.
 */
public interface Prunable {
    /** A plural noun, as used in the job's summary. */
    String name();

    Duration retentionPeriod();

    /** The number of older rows. */
    long countOlderThan(Instant than);

    /**
     * Deletes the oldest rows, at most {@code limit}, in the caller's transaction.
     *
     * @return the number of deleted rows; fewer than {@code limit} if no more are older
     */
    int prune(Instant olderThan, int limit);
}
