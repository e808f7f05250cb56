package io.eligo.redis;

import org.jspecify.annotations.Nullable;

/** There is no answer to be had, or none to be believed. Expected, and often many at once, so it carries no stack. */
public final class RedisUnavailable extends Exception {
    RedisUnavailable(@Nullable String message) {
        super(message, null, false, false);
    }
}
