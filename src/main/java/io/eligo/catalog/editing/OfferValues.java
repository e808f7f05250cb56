package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The terms of an offer of any type; terms that its type does not have are null or empty.
 *
 * @param audience words as docs/rules.md spells them
 * @param limit the net budget, or the limit of points; null means unlimited
 * @param tiers the tiers that are not deleted
 */
public record OfferValues(
        @Nullable UUID merchantId,
        String name,
        @Nullable String description,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        List<String> audience,
        @Nullable BigDecimal limit,
        boolean active,
        @Nullable ReviewStatus review,
        List<UUID> outletIds,
        List<TierOrRewardTerms> tiers,
        List<TierOrRewardTerms> rewards) {
    /** Empty terms, for callers that set every term. */
    public static final OfferValues EMPTY =
            new OfferValues(null, "", null, null, null, List.of(), null, false, null, List.of(), List.of(), List.of());

    public OfferValues {
        audience = List.copyOf(audience);
        outletIds = List.copyOf(outletIds);
        tiers = List.copyOf(tiers);
        rewards = List.copyOf(rewards);
    }
}
