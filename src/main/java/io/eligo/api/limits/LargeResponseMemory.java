package io.eligo.api.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    // A quarter of the threads of Tomcat: the others serve small responses.
    private static final int MAX_WAITERS = 50;

    private final long maxBytes;
    private final long maxBytesPerUser;
    private final Duration maxWait;
    private final Map<String, Long> bytesByUser = new HashMap<>();
    private long acquiredBytes;
    private int waiters;

    @Autowired
    LargeResponseMemory(LimitSettings limits) {
        this(
                Runtime.getRuntime().maxMemory() / SHARE_DIVISOR,
                2 * limits.responseSize().toBytes(),
                MAX_WAIT);
    }

    /** @param maxResponseBytes bytes that one response may need */
    LargeResponseMemory(long memory, long maxResponseBytes, Duration maxWait) {
        this.maxBytes = Math.max(memory, maxResponseBytes);
        this.maxBytesPerUser = Math.max(maxBytes / SHARE_DIVISOR, maxResponseBytes);
        this.maxWait = maxWait;
    }

    /** Acquires {@code bytes} for a user and waits up to {@code maxWait} for them. False if they are not available. */
    synchronized boolean tryAcquire(String user, long bytes) {
        if (!isAvailable(user, bytes) && !awaitAvailable(user, bytes)) {
            return false;
        }
        acquiredBytes += bytes;
        bytesByUser.merge(user, bytes, Long::sum);
        return true;
    }

    private boolean awaitAvailable(String user, long bytes) {
        if (waiters == MAX_WAITERS) {
            return false;
        }
        waiters++;
        try {
            long end = System.nanoTime() + maxWait.toNanos();
            long remainingMillis = maxWait.toMillis();
            while (remainingMillis > 0 && !isAvailable(user, bytes)) {
                wait(remainingMillis);
                remainingMillis = (end - System.nanoTime()) / 1_000_000;
            }
            return isAvailable(user, bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters--;
        }
    }

    private boolean isAvailable(String user, long bytes) {
        return acquiredBytes + bytes <= maxBytes && bytesByUser.getOrDefault(user, 0L) + bytes <= maxBytesPerUser;
    }

    synchronized void release(String user, long bytes) {
        acquiredBytes -= bytes;
        bytesByUser.computeIfPresent(user, (name, all) -> all == bytes ? null : all - bytes);
        notifyAll();
    }
}
