package io.eligo.legacy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The requested part of a feed: the first or last n offers, after one key and before another. */
public record LegacyPageRequest(
        boolean backward,
        int size,
        @Nullable LegacyFeedKey after,
        @Nullable LegacyFeedKey before) {
    public static final LegacyPageRequest ALL = new LegacyPageRequest(false, Integer.MAX_VALUE, null, null);

    public LegacyPageRequest {
        if (size < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "page size %d is negative", size));
        }
    }
}
