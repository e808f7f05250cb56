package io.eligo.feed.shadow;

/** Result of a comparison. */
enum ShadowOutcome {
    EQUAL,
    /** Different, and explained by changes that have not reached the precomputed answer. */
    STALE,
    WRONG
}
