package io.eligo.rules;

import io.eligo.rules.vocabulary.PublicationStatus;
import java.util.UUID;

/** A reward that points of a loyalty program buy. */
public record LoyaltyReward(UUID id, String name, PublicationStatus publicationStatus) {}
