package io.eligo.grants;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One user's row as it is and as it should be; null stands for no row. */
record Decided(
        UUID userId, @Nullable UserGrants actual, @Nullable UserGrants desired) {
    boolean differs() {
        return !Objects.equals(actual, desired);
    }

    int[] actualOffers() {
        return (actual == null ? UserGrants.STRANGER : actual).offerNos();
    }

    int[] desiredOffers() {
        return (desired == null ? UserGrants.STRANGER : desired).offerNos();
    }

    Tally tally() {
        return Tally.between(actualOffers(), desiredOffers());
    }
}
