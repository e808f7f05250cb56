package io.eligo.grants;

import java.util.Objects;
import java.util.UUID;
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

    Tally tally() {
        return Tally.between(actualOffers(), desiredOffers(), differs && !nothingButARow());
    }
}
