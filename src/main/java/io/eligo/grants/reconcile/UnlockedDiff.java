package io.eligo.grants.reconcile;

import java.util.Optional;
import java.util.UUID;

/**
 * What was decided over a user without locks: an observation, not a fact. Whoever wants to act on it reconciles its slice.
 *
 * @param readVersion taken before anything of it was read
 * @param lockedByOther whether somebody was about to decide over the same user meanwhile
 */
public record UnlockedDiff(RowDiff rowDiff, ReadVersion readVersion, boolean lockedByOther) {
    public UUID userId() {
        return rowDiff.userId();
    }

    /** The numbers of the offers that would be taken from the user. */
    public int[] revokedOffers() {
        return rowDiff.revokedOffers();
    }

    /** As it is once all but that is written; empty if nothing of it stays. */
    Optional<UnlockedDiff> remainingAfter(RevocationFilter filter) {
        int[] staying = rowDiff.retainedOffers(filter);
        return staying.length == 0
                ? Optional.empty()
                : Optional.of(new UnlockedDiff(rowDiff.remainingAfter(staying), readVersion, lockedByOther));
    }

    public boolean needsReconcile() {
        return lockedByOther || rowDiff.differs();
    }

    public boolean isCurrent(long decisions) {
        return !lockedByOther && readVersion.version() == decisions;
    }
}
