package io.eligo.catalog.log;

import java.util.Arrays;

/**
 * How far a follower has read the log.
 *
 * @param snapshot the snapshot of the last poll
 * @param epoch identifies one epoch of one database; transaction numbers mean nothing in another
 * @param prunedThrough the log had no row of this transaction any more and may have lacked rows of earlier ones
 */
public record LogPosition(PgSnapshot snapshot, String epoch, long prunedThrough) {
    /**
     * Returns whether a poll that ends here finds all changes since {@code before}. If not, the earlier poll is
     * of another database or of this one before it was set back, or the log has been pruned past it.
     */
    public boolean isContinuationOf(LogPosition before) {
        return isOfDatabaseOf(before) && !hasPrunedSince(before.snapshot);
    }

    /** Whether both are of one database, which has lost no transaction in between. */
    boolean isOfDatabaseOf(LogPosition before) {
        return epoch.equals(before.epoch) && snapshot.xmax() >= before.snapshot.xmax();
    }

    /**
     * A pruned number that this database has not assigned yet is of another epoch: nothing was
     * pruned in this one.
     */
    private boolean hasPrunedSince(PgSnapshot before) {
        return prunedThrough < snapshot.xmax()
                && (prunedThrough >= before.xmax()
                        || Arrays.stream(before.inProgress())
                                .anyMatch(xid -> xid <= prunedThrough && snapshot.isVisible(xid)));
    }
}
