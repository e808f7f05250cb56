package io.eligo.rules;

import java.util.UUID;

/** What points of a loyalty program buy. */
public record LoyaltyReward(UUID id, String name, PublicationStatus publicationStatus) {}
