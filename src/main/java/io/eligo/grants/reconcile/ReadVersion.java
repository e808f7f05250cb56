package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;

/**
 * Version of an optimistic read, taken before anything is read without locks.
 *
 * @param version the number of decisions over users' grants that had begun. If the counter has not changed, no decision has begun
 *     since, and the read is current. Users that were locked during the read are not covered: the transaction that held the lock may
 *     have decided from an older or a newer state
 * @param sourceSnapshot the state of the sources that rows decided from the read are computed from
 */
public record ReadVersion(long version, SourceSnapshot sourceSnapshot) {
    // The counter starts at 1.
    private static final long NEVER_CURRENT = 0;

    /** The version of a read that no caller may use: users with it are always read again. */
    public static ReadVersion outdated(SourceSnapshot sourceSnapshot) {
        return new ReadVersion(NEVER_CURRENT, sourceSnapshot);
    }

    public ReadVersion olderOf(ReadVersion other) {
        boolean before = version == other.version
                ? sourceSnapshot.xmin() <= other.sourceSnapshot.xmin()
                : version < other.version;
        return before ? this : other;
    }
}
