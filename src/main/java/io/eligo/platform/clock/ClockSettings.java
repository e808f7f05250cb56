package io.eligo.platform.clock;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.clock}. The instant is parsed here, because the binder would also accept numbers and other date formats.
 *
 * @param clock Fixed instant by which the windows of offers are judged, as ISO-8601, for trials; by default the clock runs.
 */
@ConfigurationProperties("eligo")
record ClockSettings(@Nullable String clock) {
    ClockSettings {
        fixedInstant(clock);
    }

    @Nullable
    Instant fixedInstant() {
        return fixedInstant(clock);
    }

    private static @Nullable Instant fixedInstant(@Nullable String clock) {
        if (clock == null || clock.isBlank()) {
            return null;
        }
        try {
            return Instant.parse(clock);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "eligo.clock is '%s'; accepted: an ISO-8601 instant such as 2026-11-22T12:00:00Z",
                            clock),
                    e);
        }
    }
}
