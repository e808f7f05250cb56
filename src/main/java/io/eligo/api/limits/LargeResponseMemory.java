package io.eligo.api.limits;

import io.eligo.platform.SharedCapacity;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Memory for large responses: a quarter of the heap, and at most a quarter of that for one user, whose client may read slowly.
 * A response waits for a short time if no memory is free. Small responses are not counted.
 */
@Component
public final class LargeResponseMemory {
    private static final long SHARE_DIVISOR = 4;
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final SharedCapacity bytes;

    @Autowired
    LargeResponseMemory(LimitSettings limits) {
        this(
                Runtime.getRuntime().maxMemory() / SHARE_DIVISOR,
                2 * limits.responseSize().toBytes(),
                MAX_WAIT);
    }

    /** @param maxResponseBytes bytes that one response may need */
    LargeResponseMemory(long memory, long maxResponseBytes, Duration maxWait) {
        long maxBytes = Math.max(memory, maxResponseBytes);
        this.bytes = new SharedCapacity(maxBytes, Math.max(maxBytes / SHARE_DIVISOR, maxResponseBytes), maxWait);
    }

    /** Acquires {@code amount} bytes for a user and waits up to {@code maxWait} for them. False if they are not available. */
    boolean tryAcquire(String user, long amount) {
        return bytes.tryAcquire(user, amount);
    }

    void release(String user, long amount) {
        bytes.release(user, amount);
    }
}
