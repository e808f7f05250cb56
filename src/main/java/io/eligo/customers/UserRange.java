package io.eligo.customers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users with {@code from <= id <= upTo}, as PostgreSQL sorts uuid. */
public record UserRange(UUID from, UUID upTo) {
    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);
    private static final UserRange NO_USERS = new UserRange(HIGHEST, LOWEST);

    public static final UserRange ALL_USERS = new UserRange(LOWEST, HIGHEST);

    /** What is left of the range behind {@code user}; null leaves all. */
    public UserRange startingAfter(@Nullable UUID user) {
        if (user == null) {
            return this;
        }
        return user.equals(HIGHEST) ? NO_USERS : new UserRange(successor(user), upTo);
    }

    /** The part of the range that ends with {@code user}. */
    public UserRange endingAt(UUID user) {
        return new UserRange(from, user);
    }

    /** The range as a condition in SQL: COPY takes no parameters. */
    public String toSqlCondition() {
        return String.format(Locale.ROOT, "user_id BETWEEN '%s' AND '%s'", from, upTo);
    }

    /** The range in pieces, each ending at one of {@code bounds}, which ascend, and a last one behind them. */
    List<UserRange> splitAt(List<UUID> bounds) {
        var pieces = new ArrayList<UserRange>();
        UserRange rest = this;
        for (UUID bound : bounds) {
            pieces.add(new UserRange(rest.from, bound));
            rest = rest.startingAfter(bound);
        }
        pieces.add(rest);
        return pieces;
    }

    /**
     * The end of a range that holds {@code low} and not {@code high}, which sorts after it: as many leading bits of {@code high} as
     * it takes, and the id before that. Where the two are neighbours it is {@code low}.
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

    /** All bits down to the highest that is set. */
    private static long leadingBits(long bits) {
        return -Long.highestOneBit(bits);
    }

    private static UUID successor(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
    }
}
