package io.eligo.mutations;

import io.eligo.catalog.editing.OfferValues;
import io.eligo.catalog.editing.StoredOffer;
import io.eligo.catalog.editing.TierOrRewardTerms;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An offer in the result of a mutation: the row with all switches, regardless of who may see the offer. Components are named as
 * in the schema.
 */
record ChangedOffer(
        UUID id,
        OfferType offerType,
        @Nullable UUID merchantId,
        String name,
        @Nullable String description,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        List<String> audience,
        @Nullable BigDecimal netBudget,
        BigDecimal usedBudget,
        boolean isActive,
        boolean isDeleted,
        @Nullable ReviewStatus reviewStatus,
        Instant createdAt,
        List<UUID> outletIds,
        List<ChangedPart> tiers,
        List<ChangedPart> rewards) {
    record ChangedPart(
            UUID id,
            String name,
            @Nullable BigDecimal percentage,
            @Nullable String minCustomerType,
            boolean isActive,
            @Nullable ReviewStatus reviewStatus) {
        static ChangedPart of(TierOrRewardTerms part) {
            CustomerType minimum = part.minimum();
            return new ChangedPart(
                    part.id(),
                    part.name(),
                    part.percentage(),
                    minimum == null ? null : minimum.spelling(),
                    part.active(),
                    part.review());
        }
    }

    static ChangedOffer of(StoredOffer offer) {
        OfferValues terms = offer.terms();
        return new ChangedOffer(
                offer.id(),
                offer.type(),
                terms.merchantId(),
                terms.name(),
                terms.description(),
                terms.validFrom(),
                terms.validUntil(),
                terms.audience(),
                terms.limit(),
                offer.used(),
                terms.active(),
                offer.deletedAt() != null,
                terms.review(),
                offer.createdAt(),
                terms.outletIds(),
                terms.tiers().stream().map(ChangedPart::of).toList(),
                terms.rewards().stream().map(ChangedPart::of).toList());
    }
}
