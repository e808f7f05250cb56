package io.eligo.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Formats times and numbers for the pages: {@code ${@formats.…}} in the templates. Times are real time, in UTC. */
@Component
class Formats {
    private static final String NO_VALUE = "–";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME_OF_ANOTHER_YEAR =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    public String time(@Nullable Instant at) {
        if (at == null) {
            return NO_VALUE;
        }
        boolean near = Math.abs(ChronoUnit.DAYS.between(at, Instant.now())) < 180;
        return (near ? TIME : TIME_OF_ANOTHER_YEAR).format(at);
    }

    /** {@code 5 min ago}, {@code in 3 h}. */
    public String relativeTime(@Nullable Instant at) {
        if (at == null) {
            return NO_VALUE;
        }
        Duration since = Duration.between(at, Instant.now());
        if (since.abs().toMillis() < 1_000) {
            return "just now";
        }
        return since.isNegative() ? "in " + duration(since.negated()) : duration(since) + " ago";
    }

    /** At most two units, such as {@code 3 min 20 s}. */
    public String duration(@Nullable Duration time) {
        if (time == null) {
            return NO_VALUE;
        }
        long seconds = time.toSeconds();
        if (time.toMillis() < 1_000) {
            return time.toMillis() + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 3 * 3600) {
            return time.toMinutes() + " min" + (seconds < 600 ? " " + seconds % 60 + " s" : "");
        }
        return seconds < 72 * 3600 ? time.toHours() + " h " + time.toMinutesPart() + " min" : time.toDays() + " days";
    }

    public String elapsed(@Nullable Instant from, @Nullable Instant until) {
        return from == null ? NO_VALUE : duration(Duration.between(from, until == null ? Instant.now() : until));
    }

    public String number(@Nullable Number count) {
        return count == null
                ? NO_VALUE
                : String.format(Locale.ROOT, "%,d", count.longValue()).replace(',', ' ');
    }

    /** A number for an input field: {@code 200} and not {@code 200.0}. */
    public String input(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** {@code 0.973} as {@code 97.3 %}. */
    public String percentage(@Nullable Double share) {
        return share == null ? NO_VALUE : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
