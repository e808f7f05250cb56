package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;

/**
 * Version of an optimistic read, taken before anything is read without locks.
 *
 * @param version the number of decisions over users' grants that had begun. If it has not changed, no decision began
 *     after this read. Users that were locked during the read are not covered
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
