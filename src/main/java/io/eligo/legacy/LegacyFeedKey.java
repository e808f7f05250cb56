package io.eligo.legacy;

import java.time.Instant;
import java.util.UUID;

/** The position of an offer in a feed: newest first, then by id in the order of PostgreSQL. The offer may no longer exist. */
public record LegacyFeedKey(Instant at, UUID id) {}
