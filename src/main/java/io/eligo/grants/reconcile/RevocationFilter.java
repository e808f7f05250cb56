package io.eligo.grants.reconcile;

import java.util.UUID;

/** Which of the grants that the rules would take from a user stay where they are for now. */
@FunctionalInterface
public interface RevocationFilter {
    int[] NO_OFFERS = {};

    RevocationFilter RETAIN_NOTHING = (user, going) -> NO_OFFERS;

    /**
     * @param going the offers that would be taken away, by their numbers, ascending; at least one
     * @return those of them that stay, ascending
     */
    int[] selectRetained(UUID user, int[] going);
}
