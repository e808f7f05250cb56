package io.eligo.grants;

import java.util.Optional;
import java.util.UUID;

/**
 * What was decided over a user without locks: an observation, not a fact. Whoever wants to act on it reconciles its slice.
 *
 * @param from taken before anything of it was read
 * @param beingWritten whether somebody was about to decide over the same user meanwhile
 */
public record Compared(Decided decided, Sight from, boolean beingWritten) {
    public UUID userId() {
        return decided.userId();
    }

    /** The numbers of the offers that would be taken from the user. */
    public int[] going() {
        return decided.going();
    }

    /** As it is once all but that is written; empty if nothing of it stays. */
    Optional<Compared> staying(RevocationFilter filter) {
        int[] staying = decided.staying(filter);
        return staying.length == 0
                ? Optional.empty()
                : Optional.of(new Compared(decided.after(staying), from, beingWritten));
    }

    boolean inDoubt() {
        return beingWritten || decided.differs();
    }

    boolean holds(long decisions) {
        return !beingWritten && from.decisions() == decisions;
    }
}
