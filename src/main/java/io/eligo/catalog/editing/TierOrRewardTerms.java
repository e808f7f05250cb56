package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Input for a tier or reward.
 *
 * @param percentage of a cashback tier, else null
 * @param minimum of a loyalty tier, else null
 */
public record TierOrRewardTerms(
        UUID id,
        String name,
        @Nullable BigDecimal percentage,
        @Nullable CustomerType minimum,
        boolean active,
        @Nullable ReviewStatus review) {}
