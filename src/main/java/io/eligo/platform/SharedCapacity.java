package io.eligo.platform;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A bounded capacity that the requests of all users share: none takes more than its part, and a request waits for a short time if nothing
 * is free.
 */
public final class SharedCapacity {
    // A quarter of the threads of Tomcat: the others serve requests that do not wait.
    public static final int MAX_WAITERS = 50;
    public static final int MAX_WAITERS_PER_USER = 5;

    private final long capacity;
    private final long maxPerUser;
    private final Duration maxWait;
    private final Map<String, Long> acquiredByUser = new HashMap<>();
    private final PerKeySemaphore waiters = new PerKeySemaphore(MAX_WAITERS);
    private long acquired;

    public SharedCapacity(long capacity, long maxPerUser, Duration maxWait) {
        this.capacity = capacity;
        this.maxPerUser = maxPerUser;
        this.maxWait = maxWait;
    }

    /** Acquires {@code amount} for a user and waits up to {@code maxWait} for it. False if it is not available. */
    public synchronized boolean tryAcquire(String user, long amount) {
        if (!isAvailable(user, amount) && !awaitAvailable(user, amount)) {
            return false;
        }
        acquired += amount;
        acquiredByUser.merge(user, amount, Long::sum);
        return true;
    }

    private boolean awaitAvailable(String user, long amount) {
        if (!waiters.tryAcquire(user, MAX_WAITERS_PER_USER)) {
            return false;
        }
        try {
            long end = System.nanoTime() + maxWait.toNanos();
            long remainingMillis = maxWait.toMillis();
            while (remainingMillis > 0 && !isAvailable(user, amount)) {
                wait(remainingMillis);
                remainingMillis = (end - System.nanoTime()) / 1_000_000;
            }
            return isAvailable(user, amount);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.release(user);
        }
    }

    private boolean isAvailable(String user, long amount) {
        return acquired + amount <= capacity && acquiredByUser.getOrDefault(user, 0L) + amount <= maxPerUser;
    }

    public synchronized void release(String user, long amount) {
        acquired -= amount;
        acquiredByUser.computeIfPresent(user, (name, all) -> all == amount ? null : all - amount);
        notifyAll();
    }
}
