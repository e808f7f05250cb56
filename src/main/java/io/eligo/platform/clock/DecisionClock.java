package io.eligo.platform.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * The instants by which windows are decided: those of the node's clock, truncated to microseconds as in the database. A window that
 * ends at a microsecond still includes it.
 */
@Component
public class DecisionClock {
    private final Clock clock;

    DecisionClock(Clock clock) {
        this.clock = clock;
    }

    public Instant instant() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
