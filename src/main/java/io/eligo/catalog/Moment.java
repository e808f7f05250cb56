package io.eligo.catalog;

import java.time.Duration;
import java.time.Instant;

/** A point in time by both clocks of a machine: the monotonic one stands still while the machine sleeps, the other may be set. */
record Moment(long nanos, Instant wall) {
    static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }

    /** By the clock that has moved further: what is older by one of them is not taken for current. */
    Duration until(Moment later) {
        Duration monotonic = Duration.ofNanos(later.nanos - nanos);
        Duration byWall = Duration.between(wall, later.wall);
        return byWall.compareTo(monotonic) > 0 ? byWall : monotonic;
    }
}
