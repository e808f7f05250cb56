package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.UUID;

/** A tier of a loyalty program, open to users whose customer type is {@code minimum} or higher. */
public record LoyaltyTier(UUID id, String name, CustomerType minimum, PublicationStatus publicationStatus) {}
