package io.eligo.jobs;

import java.time.Duration;
import java.time.Instant;

/** Something that grows and that {@code retention} keeps for a time. Its owner implements it. */
public interface Prunable {
    /** In the plural, as the job's summary says it. */
    String name();

    Duration retentionPeriod();

    /** How many are older. */
    long countOlderThan(Instant than);

    /**
     * Takes away the oldest, in the caller's transaction.
     *
     * @return how many; fewer than {@code most} if no more are older
     */
    int prune(Instant olderThan, int most);
}
