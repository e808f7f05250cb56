package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.UserGrants;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One user's row as it is and as it should be.
 *
 * @param stored the offers of the row; null stands for no row
 * @param differs of whatever is in it
 * @param desired null stands for no row
 */
public record RowDiff(
        UUID userId,
        int @Nullable [] stored,
        boolean differs,
        @Nullable UserGrants desired) {
    public static RowDiff of(UUID user, @Nullable UserGrants actual, @Nullable UserGrants desired) {
        return new RowDiff(user, actual == null ? null : actual.offerNos(), !Objects.equals(actual, desired), desired);
    }

    public boolean hasRow() {
        return stored != null;
    }

    public int[] actualOffers() {
        return stored == null ? UserGrants.EMPTY.offerNos() : stored;
    }

    int[] desiredOffers() {
        return (desired == null ? UserGrants.EMPTY : desired).offerNos();
    }

    /** A missing row with nothing in it is no difference for a reader. */
    private boolean isMissingEmptyRow() {
        return stored == null && desired != null && desired.relations().length == 0;
    }

    /** The numbers of the offers that would be taken from the user. */
    int[] revokedOffers() {
        return MerchantDeltas.subtract(actualOffers(), desiredOffers());
    }

    /** Which of {@link #revokedOffers} the filter says stay. */
    public int[] retainedOffers(RevocationFilter filter) {
        int[] going = revokedOffers();
        return going.length == 0 ? going : filter.selectRetained(userId, going);
    }

    /**
     * This without taking away what stays. Where nothing else is to be done to the offers nothing is written, the relations
     * neither.
     */
    public RowDiff withRetained(int[] staying) {
        int[] offers = merge(desiredOffers(), staying);
        int[] relations = (desired == null ? UserGrants.EMPTY : desired).relations();
        return new RowDiff(userId, stored, !Arrays.equals(offers, actualOffers()), new UserGrants(offers, relations));
    }

    /** What is left to be decided once {@link #withRetained} is written. */
    public RowDiff remainingAfter(int[] staying) {
        return new RowDiff(userId, merge(desiredOffers(), staying), true, desired);
    }

    private static int[] merge(int[] some, int[] others) {
        return IntStream.concat(IntStream.of(some), IntStream.of(others))
                .sorted()
                .toArray();
    }

    public GrantCounts grantCounts() {
        return GrantCounts.between(actualOffers(), desiredOffers(), differs && !isMissingEmptyRow());
    }
}
