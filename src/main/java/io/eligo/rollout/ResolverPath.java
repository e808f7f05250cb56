package io.eligo.rollout;

/** The path that answers a request for offers. */
public enum ResolverPath {
    PRECOMPUTED,
    QUERY_TIME
}
