package io.eligo.feed.freshness;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Lets a read wait for the change of its token. A token may name a change that never comes. The number of waiting reads is
 * therefore limited, in total and per user, and the polls of a read become rarer the longer it waits.
 */
@Component
@EnableConfigurationProperties(FreshnessSettings.class)
class TokenWaiter {
    // A quarter of the threads of Tomcat: the others serve reads that do not wait.
    static final int MAX_WAITERS = 50;
    static final int MAX_WAITERS_PER_USER = 5;
    static final long POLL_INTERVAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final FreshnessSettings settings;
    private final Semaphore waiterPermits = new Semaphore(MAX_WAITERS);
    private final ConcurrentMap<String, Integer> waitersByUser = new ConcurrentHashMap<>();

    TokenWaiter(FreshnessSettings settings) {
        this.settings = settings;
    }

    /** Returns whether the change is visible now, or became visible within the bounded wait. */
    boolean await(BooleanSupplier isVisible) {
        return isVisible.getAsBoolean() || awaitIfPermitted(isVisible);
    }

    private boolean awaitIfPermitted(BooleanSupplier isVisible) {
        String user = caller();
        try {
            return waitersByUser.merge(user, 1, Integer::sum) <= MAX_WAITERS_PER_USER
                    && waiterPermits.tryAcquire()
                    && awaitAndRelease(isVisible);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waitersByUser.computeIfPresent(user, (any, count) -> count == 1 ? null : count - 1);
        }
    }

    private static String caller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null || caller.getName() == null ? "" : caller.getName();
    }

    private boolean awaitAndRelease(BooleanSupplier isVisible) throws InterruptedException {
        try {
            return awaitVisible(isVisible);
        } finally {
            waiterPermits.release();
        }
    }

    private boolean awaitVisible(BooleanSupplier isVisible) throws InterruptedException {
        long startNanos = System.nanoTime();
        long maxWaitNanos = settings.maxWait().toNanos();
        for (long waitedNanos = 0; waitedNanos < maxWaitNanos; waitedNanos = System.nanoTime() - startNanos) {
            // The longer a read has waited, the less a longer pause matters.
            long pauseNanos = Math.min(MAX_PAUSE_NANOS, Math.max(POLL_INTERVAL_NANOS, waitedNanos / 4));
            TimeUnit.NANOSECONDS.sleep(Math.min(pauseNanos, maxWaitNanos - waitedNanos));
            if (isVisible.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }
}
