package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;

/**
 * Taken before something is read without locks.
 *
 * @param version how many decisions over users' grants had begun; as long as they are no more, what was read is what anybody
 *     who decides has read, but for those who were at it
 * @param origin from which state rows that are decided from it can be said to be computed
 */
public record ReadVersion(long version, SourceSnapshot sourceSnapshot) {
    public ReadVersion olderOf(ReadVersion other) {
        boolean before = version == other.version
                ? sourceSnapshot.xmin() <= other.sourceSnapshot.xmin()
                : version < other.version;
        return before ? this : other;
    }
}
