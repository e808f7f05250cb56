package io.eligo.rollout.measurement;

/** The path that answers a request for offers. */
public enum ResolverPath {
    PRECOMPUTED,
    QUERY_TIME
}
