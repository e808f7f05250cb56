package io.eligo.rules;

import io.eligo.rules.vocabulary.PublicationStatus;
import java.math.BigDecimal;
import java.util.UUID;

/** A percentage that a cashback configuration pays back. */
public record CashbackTier(UUID id, String name, BigDecimal percentage, PublicationStatus publicationStatus) {}
