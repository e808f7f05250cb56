package io.eligo.legacy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which part of a feed is wanted: its first or last so many, behind one key and before another. */
public record LegacyPageRequest(
        boolean backward,
        int size,
        @Nullable LegacyFeedKey after,
        @Nullable LegacyFeedKey before) {
    public static final LegacyPageRequest ALL = new LegacyPageRequest(false, Integer.MAX_VALUE, null, null);

    public LegacyPageRequest {
        if (size < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "a page of %d offers", size));
        }
    }
}
