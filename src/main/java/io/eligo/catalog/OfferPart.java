package io.eligo.catalog;

import io.eligo.rules.CustomerType;
import io.eligo.rules.ReviewStatus;
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
