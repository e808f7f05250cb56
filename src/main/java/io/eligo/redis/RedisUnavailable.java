package io.eligo.redis;

import org.jspecify.annotations.Nullable;

/** Redis gives no answer, or one that is not trusted. Expected, and often thrown many times at once, so it has no stack trace. */
public final class RedisUnavailable extends Exception {
    RedisUnavailable(@Nullable String message) {
        super(message, null, false, false);
    }
}
