package io.eligo.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a node has last seen of the namespace.
 *
 * @param namespace as {@code open_cache_namespace()} answered; null if it was closed
 * @param askedAt when the question began, in {@code System.nanoTime}
 */
public record Seen(@Nullable String namespace, long askedAt) {}
