package io.eligo.legacy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A filter of offers; null components are not applied. {@code offerType}: the term of docs/rules.md. {@code search}: as the caller
 * sent it; blank means none.
 */
public record LegacyFilter(
        @Nullable String offerType,
        @Nullable UUID merchantId,
        @Nullable UUID outletId,
        @Nullable String category,
        @Nullable BigDecimal minPercentage,
        @Nullable BigDecimal maxPercentage,
        @Nullable String search) {
    public static final LegacyFilter NONE = new LegacyFilter(null, null, null, null, null, null, null);

    private static final int MAX_SEARCH_LENGTH = 100;

    public LegacyFilter {
        if (minPercentage != null && maxPercentage != null && minPercentage.compareTo(maxPercentage) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "minPercentage %s is more than maxPercentage %s", minPercentage, maxPercentage));
        }
        if (search != null && search.codePointCount(0, search.length()) > MAX_SEARCH_LENGTH) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "search: at most %d characters", MAX_SEARCH_LENGTH));
        }
    }
}
