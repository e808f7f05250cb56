package io.eligo.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ids as callers write them. */
public final class Ids {
    /** @throws Refused naming the argument if {@code text} is no UUID */
    public static UUID parse(String argument, String text) {
        UUID id = parseOrNull(text);
        if (id == null) {
            throw ClientError.badArgument(argument, "a UUID is needed");
        }
        return id;
    }

    /** Strictly 36 characters: {@link UUID#fromString} also takes {@code 1-1-1-1-1}. */
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
