package io.eligo.grants;

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
record Decided(
        UUID userId,
        int @Nullable [] stored,
        boolean differs,
        @Nullable UserGrants desired) {
    static Decided of(UUID user, @Nullable UserGrants actual, @Nullable UserGrants desired) {
        return new Decided(user, actual == null ? null : actual.offerNos(), !Objects.equals(actual, desired), desired);
    }

    boolean hasRow() {
        return stored != null;
    }

    int[] actualOffers() {
        return stored == null ? UserGrants.STRANGER.offerNos() : stored;
    }

    int[] desiredOffers() {
        return (desired == null ? UserGrants.STRANGER : desired).offerNos();
    }

    /** A missing row with nothing in it is no difference for a reader. */
    private boolean nothingButARow() {
        return stored == null && desired != null && desired.relations().length == 0;
    }

    /** The numbers of the offers that would be taken from the user. */
    int[] going() {
        return Differences.less(actualOffers(), desiredOffers());
    }

    /** Which of {@link #going} the filter says stay. */
    int[] staying(RevocationFilter filter) {
        int[] going = going();
        return going.length == 0 ? going : filter.staying(userId, going);
    }

    /**
     * This without taking away what stays. Where nothing else is to be done to the offers nothing is written, the relations
     * neither.
     */
    Decided keeping(int[] staying) {
        int[] offers = together(desiredOffers(), staying);
        int[] relations = (desired == null ? UserGrants.STRANGER : desired).relations();
        return new Decided(userId, stored, !Arrays.equals(offers, actualOffers()), new UserGrants(offers, relations));
    }

    /** What is left to be decided once {@link #keeping} is written. */
    Decided after(int[] staying) {
        return new Decided(userId, together(desiredOffers(), staying), true, desired);
    }

    private static int[] together(int[] some, int[] others) {
        return IntStream.concat(IntStream.of(some), IntStream.of(others))
                .sorted()
                .toArray();
    }

    Tally tally() {
        return Tally.between(actualOffers(), desiredOffers(), differs && !nothingButARow());
    }
}
