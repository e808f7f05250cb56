package io.eligo.feed.freshness;

import io.eligo.platform.PerKeySemaphore;
import io.eligo.platform.SharedCapacity;
import java.time.Duration;
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
    static final int MAX_WAITERS = SharedCapacity.MAX_WAITERS;
    static final int MAX_WAITERS_PER_USER = SharedCapacity.MAX_WAITERS_PER_USER;
    static final long POLL_INTERVAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final FreshnessSettings settings;
    private final PerKeySemaphore waiters = new PerKeySemaphore(MAX_WAITERS);

    TokenWaiter(FreshnessSettings settings) {
        this.settings = settings;
    }

    /** Returns whether the change is visible now, or became visible within the bounded wait. */
    boolean await(BooleanSupplier isVisible) {
        return isVisible.getAsBoolean() || awaitIfPermitted(isVisible);
    }

    private boolean awaitIfPermitted(BooleanSupplier isVisible) {
        String user = caller();
        if (!waiters.tryAcquire(user, MAX_WAITERS_PER_USER)) {
            return false;
        }
        try {
            return awaitVisible(isVisible);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.release(user);
        }
    }

    private static String caller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null || caller.getName() == null ? "" : caller.getName();
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
