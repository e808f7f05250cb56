package io.eligo.rules;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A period of time, both ends included; a null end is open on that side. */
public record Window(@Nullable Instant from, @Nullable Instant until) {
    public static final Window ALWAYS = new Window(null, null);

    public Window {
        if (from != null && until != null && until.isBefore(from)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the window ends at %s, before it starts at %s", until, from));
        }
    }

    /** Returns the period in which both are open; null if there is none. */
    @Nullable
    Window intersect(Window other) {
        Instant latestStart = from == null || other.from != null && other.from.isAfter(from) ? other.from : from;
        Instant earliestEnd = until == null || other.until != null && other.until.isBefore(until) ? other.until : until;
        return latestStart != null && earliestEnd != null && earliestEnd.isBefore(latestStart)
                ? null
                : new Window(latestStart, earliestEnd);
    }

    public boolean isOverAt(Instant now) {
        return until != null && until.isBefore(now);
    }

    public boolean contains(Instant now) {
        return (from == null || !now.isBefore(from)) && (until == null || !now.isAfter(until));
    }
}
