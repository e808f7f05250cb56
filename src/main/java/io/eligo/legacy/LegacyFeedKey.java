package io.eligo.legacy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The position of an offer in a feed: newest first, then by id in the order of PostgreSQL. The offer may no longer exist. */
public record LegacyFeedKey(Instant at, UUID id) {
    private static final UUID FIRST_ID = new UUID(0, 0);
    private static final UUID LAST_ID = new UUID(-1, -1);

    /** The next possible position: no position is between the two. */
    public LegacyFeedKey next() {
        if (id.equals(LAST_ID)) {
            return new LegacyFeedKey(at.minus(1, ChronoUnit.MICROS), FIRST_ID);
        }
        long low = id.getLeastSignificantBits() + 1;
        return new LegacyFeedKey(at, new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low));
    }

    /** The previous possible position. */
    public LegacyFeedKey previous() {
        if (id.equals(FIRST_ID)) {
            return new LegacyFeedKey(at.plus(1, ChronoUnit.MICROS), LAST_ID);
        }
        long low = id.getLeastSignificantBits() - 1;
        return new LegacyFeedKey(at, new UUID(id.getMostSignificantBits() - (low == -1 ? 1 : 0), low));
    }
}
