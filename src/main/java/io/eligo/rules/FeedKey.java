package io.eligo.rules;

import java.time.Instant;
import java.util.UUID;

/**
 * Order of a feed: newest first, then by id as unsigned bytes, which is PostgreSQL's order of uuid and not Java's.
 */
public record FeedKey(Instant at, UUID id) implements Comparable<FeedKey> {
    @Override
    public int compareTo(FeedKey other) {
        int byTime = other.at.compareTo(at);
        return byTime != 0 ? byTime : compareIds(id, other.id);
    }

    /** Compares two ids as unsigned bytes, as PostgreSQL does. */
    public static int compareIds(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
