package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer as the tables contain it at this moment of the transaction; the readers' catalogue follows later. */
public record StoredOffer(
        UUID id,
        OfferType type,
        OfferValues terms,
        BigDecimal used,
        @Nullable Instant deletedAt,
        Instant createdAt) {}
