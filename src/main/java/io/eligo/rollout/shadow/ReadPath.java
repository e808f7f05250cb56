package io.eligo.rollout.shadow;

/** One of the two paths that answer a read. */
public enum ReadPath {
    PRECOMPUTED,
    QUERY_TIME
}
