package io.eligo.catalog.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MachineTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void theWallClockCountsAfterTheMachineHasSlept() {
        assertThat(new MachineTime(5, NOON).durationUntil(new MachineTime(1_000_005, NOON.plusSeconds(3_600))))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theMonotonicClockCountsAfterTheWallClockWasSetBack() {
        assertThat(new MachineTime(5, NOON).durationUntil(new MachineTime(60_000_000_005L, NOON.minusSeconds(3_600))))
                .isEqualTo(Duration.ofMinutes(1));
    }
}
