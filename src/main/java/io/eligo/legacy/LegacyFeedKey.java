package io.eligo.legacy;

import java.time.Instant;
import java.util.UUID;

/** Where an offer stands in a feed: newest first, then by id as PostgreSQL sorts it. It need not exist any more. */
public record LegacyFeedKey(Instant at, UUID id) {}
