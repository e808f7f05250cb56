package io.eligo.rules;

import io.eligo.rules.vocabulary.UuidOrder;
import java.time.Instant;
import java.util.UUID;

/** Order of a feed: newest first, then by id in {@link UuidOrder}. */
public record FeedKey(Instant at, UUID id) implements Comparable<FeedKey> {
    @Override
    public int compareTo(FeedKey other) {
        int byTime = other.at.compareTo(at);
        return byTime != 0 ? byTime : UuidOrder.compare(id, other.id);
    }
}
