package io.eligo.demodata;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A window of whole days. The days are absolute, because the same seed must give the same rows on any day. The windows
 * span years, so that current, past and future offers stay so for the useful life of the demo.
 */
record DemoWindow(@Nullable Instant start, @Nullable Instant end) {
    private static final DemoWindow ALWAYS = new DemoWindow(null, null);

    static DemoWindow cashback(SeededRandom random) {
        double drawn = random.nextDouble();
        DemoWindow current = current(random);
        if (drawn < 0.25) {
            return ALWAYS;
        }
        if (drawn < 0.42) {
            return new DemoWindow(current.start, null);
        }
        if (drawn < 0.47) {
            return new DemoWindow(null, current.end);
        }
        return closed(random, 0.22 / 0.53, 0.06 / 0.53, current);
    }

    static DemoWindow exclusive(SeededRandom random) {
        return closed(random, 0.4, 0.05, current(random));
    }

    private static DemoWindow closed(SeededRandom random, double past, double future, DemoWindow current) {
        double drawn = random.nextDouble();
        if (drawn < past) {
            LocalDate start = random.nextDayIn(2022, 2024);
            return days(start, start.plusDays(random.nextIntBetween(6, 90)));
        }
        if (drawn < past + future) {
            LocalDate start = random.nextDayIn(2036, 2039);
            return days(start, start.plusDays(random.nextIntBetween(6, 90)));
        }
        return current;
    }

    private static DemoWindow current(SeededRandom random) {
        return days(random.nextDayIn(2024, 2025), random.nextDayIn(2034, 2035));
    }

    private static DemoWindow days(LocalDate first, LocalDate last) {
        return new DemoWindow(
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                last.atTime(LocalTime.of(23, 59, 59)).toInstant(ZoneOffset.UTC));
    }
}
