package io.eligo.catalog.log;

import java.time.Duration;
import java.time.Instant;

/** A point in time by both clocks of a machine: the monotonic one stands still while the machine sleeps, the other may be set. */
public record ClockReading(long nanos, Instant wallClock) {
    public static ClockReading now() {
        return new ClockReading(System.nanoTime(), Instant.now());
    }

    /** By the clock that has moved further: what is older by one of them is not taken for current. */
    public Duration durationUntil(ClockReading later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration byWall = Duration.between(wallClock, later.wallClock);
        return byWall.compareTo(monotonic) > 0 ? byWall : monotonic;
    }
}
