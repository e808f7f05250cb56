package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tier or reward as a writer gives it.
 *
 * @param percentage of a cashback tier
 * @param minimum of a loyalty tier
 */
public record OfferPart(
        UUID id,
        String name,
        @Nullable BigDecimal percentage,
        @Nullable CustomerType minimum,
        boolean active,
        @Nullable ReviewStatus review) {}
