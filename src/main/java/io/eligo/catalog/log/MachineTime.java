package io.eligo.catalog.log;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time by both clocks of this machine, apart from the time of the database: the monotonic clock stops while the machine
 * sleeps, and the wall clock may be set.
 */
public record MachineTime(long nanos, Instant wallClock) {
    public static MachineTime now() {
        return new MachineTime(System.nanoTime(), Instant.now());
    }

    /**
     * Returns the longer of the two durations, so that data which is stale by one of the clocks does not
     * count as current.
     */
    public Duration durationUntil(MachineTime later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration byWall = Duration.between(wallClock, later.wallClock);
        return byWall.compareTo(monotonic) > 0 ? byWall : monotonic;
    }
}
