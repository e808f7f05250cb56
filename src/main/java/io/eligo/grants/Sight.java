package io.eligo.grants;

/**
 * Taken before something is read without locks.
 *
 * @param decisions how many decisions over users' grants had begun; as long as they are no more, what was read is what anybody
 *     who decides has read, but for those who were at it
 * @param origin from which state rows that are decided from it can be said to be computed
 */
record Sight(long decisions, Origin origin) {
    Sight older(Sight other) {
        boolean before =
                decisions == other.decisions ? origin.from() <= other.origin.from() : decisions < other.decisions;
        return before ? this : other;
    }
}
