package io.eligo.grants.reconcile;

import java.util.UUID;

/** Holds revocations back: selects the grants that a user keeps for now although the rules would revoke them. */
@FunctionalInterface
public interface RevocationHold {
    /**
     * @param revoked numbers of the offers that would be revoked, ascending; at least one
     * @return the retained ones of them, ascending
     */
    int[] selectRetained(UUID user, int[] revoked);
}
