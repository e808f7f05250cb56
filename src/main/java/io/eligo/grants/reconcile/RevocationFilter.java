package io.eligo.grants.reconcile;

import java.util.UUID;

/** Selects the grants that a user keeps for now although the rules would revoke them. */
@FunctionalInterface
public interface RevocationFilter {
    int[] NO_OFFERS = {};

    RevocationFilter HOLD_NOTHING = (user, revoked) -> NO_OFFERS;

    /**
     * @param revoked numbers of the offers that would be revoked, ascending; at least one
     * @return the retained ones of them, ascending
     */
    int[] selectRetained(UUID user, int[] revoked);
}
