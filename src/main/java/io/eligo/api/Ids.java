package io.eligo.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parses ids that callers send. */
public final class Ids {
    /** @throws ClientError naming the argument if {@code text} is not a UUID */
    public static UUID parse(String argument, String text) {
        UUID id = parseOrNull(text);
        if (id == null) {
            throw ClientError.badArgument(argument, "a UUID is needed");
        }
        return id;
    }

    /** Null if {@code text} is not a UUID of exactly 36 characters: {@link UUID#fromString} also accepts {@code 1-1-1-1-1}. */
    public static @Nullable UUID parseOrNull(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Ids() {}
}
