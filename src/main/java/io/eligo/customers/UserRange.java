package io.eligo.customers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users with {@code from <= id <= upTo} in PostgreSQL's order of uuid. */
public record UserRange(UUID from, UUID upTo) {
    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);
    private static final UserRange NO_USERS = new UserRange(HIGHEST, LOWEST);

    public static final UserRange ALL_USERS = new UserRange(LOWEST, HIGHEST);

    /** Returns the part of the range after {@code user}; the whole range for null. */
    public UserRange startingAfter(@Nullable UUID user) {
        if (user == null) {
            return this;
        }
        return user.equals(HIGHEST) ? NO_USERS : new UserRange(successor(user), upTo);
    }

    /** Returns the part of the range up to and including {@code user}. */
    public UserRange endingAt(UUID user) {
        return new UserRange(from, user);
    }

    /** Returns the range as an SQL condition with literals, because COPY takes no parameters. */
    public String toSqlCondition() {
        return String.format(Locale.ROOT, "user_id BETWEEN '%s' AND '%s'", from, upTo);
    }

    /** Splits the range at {@code bounds}, which ascend: each part ends at one of them, and a last part follows. */
    List<UserRange> splitAt(List<UUID> bounds) {
        var parts = new ArrayList<UserRange>();
        UserRange rest = this;
        for (UUID bound : bounds) {
            parts.add(new UserRange(rest.from, bound));
            rest = rest.startingAfter(bound);
        }
        parts.add(rest);
        return parts;
    }

    /**
     * Returns the last id of a range that contains {@code low} and not the later {@code high}: the id before the
     * shortest prefix of {@code high}'s bits that sorts after {@code low}. If the two ids are neighbours,
     * this is {@code low}.
     */
    static UUID separatorBetween(UUID low, UUID high) {
        long upper = high.getMostSignificantBits();
        long lower = high.getLeastSignificantBits();
        long difference = upper ^ low.getMostSignificantBits();
        long separator = difference == 0
                ? lower & leadingBits(lower ^ low.getLeastSignificantBits())
                : upper & leadingBits(difference);
        return difference == 0 ? new UUID(upper, separator - 1) : new UUID(separator - 1, -1);
    }

    /** Returns a mask of the highest set bit and all bits above it. */
    private static long leadingBits(long bits) {
        return -Long.highestOneBit(bits);
    }

    private static UUID successor(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
    }
}
