package io.eligo.grants.reconcile;

import java.util.Optional;
import java.util.UUID;

/**
 * Diff of one user, made without locks. It may be outdated: a caller reconciles the user's batch before it writes.
 *
 * @param readVersion taken before any part of it was read
 * @param lockedByOther whether another transaction held the user's lock during the read
 */
public record UnlockedDiff(RowDiff rowDiff, ReadVersion readVersion, boolean lockedByOther) {
    public UUID userId() {
        return rowDiff.userId();
    }

    /** Numbers of the offers that would be revoked. */
    public int[] revokedOffers() {
        return rowDiff.revokedOffers();
    }

    /**
     * Returns the diff that remains after all but the retained revocations are written; empty if no revocation
     * is retained.
     */
    Optional<UnlockedDiff> remainingAfter(RevocationHold hold) {
        int[] retained = rowDiff.retainedOffers(hold);
        return retained.length == 0
                ? Optional.empty()
                : Optional.of(new UnlockedDiff(rowDiff.remainingAfter(retained), readVersion, lockedByOther));
    }

    public boolean needsReconcile() {
        return lockedByOther || rowDiff.differs();
    }

    public boolean isCurrent(long decisions) {
        return !lockedByOther && readVersion.version() == decisions;
    }
}
