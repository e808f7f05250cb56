package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.UUID;

/** A rung of a loyalty program, open to users at or above {@code minimum}. */
public record LoyaltyTier(UUID id, String name, CustomerType minimum, PublicationStatus publicationStatus) {}
