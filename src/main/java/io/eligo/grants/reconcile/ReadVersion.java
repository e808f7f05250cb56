package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;

/**
 * Version of an optimistic read, taken before anything is read without locks.
 *
 * @param version the number of decisions over users' grants that had begun; while it is unchanged, the read has seen
 *     what any later decision sees, except for users locked at the time
 * @param sourceSnapshot the state of the sources that rows decided from the read are computed from
 */
public record ReadVersion(long version, SourceSnapshot sourceSnapshot) {
    public ReadVersion olderOf(ReadVersion other) {
        boolean before = version == other.version
                ? sourceSnapshot.xmin() <= other.sourceSnapshot.xmin()
                : version < other.version;
        return before ? this : other;
    }
}
