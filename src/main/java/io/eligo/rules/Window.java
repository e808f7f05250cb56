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

    public boolean contains(Instant now) {
        return (from == null || !now.isBefore(from)) && (until == null || !now.isAfter(until));
    }
}
