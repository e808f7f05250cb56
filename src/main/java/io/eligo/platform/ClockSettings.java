package io.eligo.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.clock}: an ISO-8601 instant at which the clock that decides windows is fixed; by default the clock runs.
 *
 * @param clock parsed here, because the binder would also accept numbers and other date formats
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
                            "eligo.clock is '%s', but must be an ISO-8601 instant such as 2026-11-22T12:00:00Z",
                            clock),
                    e);
        }
    }
}
