package io.eligo.legacy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which part of a feed is wanted: its first or last so many, behind one key and before another. */
public record LegacyPage(
        boolean backward,
        int size,
        @Nullable LegacyKey after,
        @Nullable LegacyKey before) {
    public static final LegacyPage WHOLE = new LegacyPage(false, Integer.MAX_VALUE, null, null);

    public LegacyPage {
        if (size < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "a page of %d offers", size));
        }
    }
}
