package io.eligo.feed.freshness;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.Outbox;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Returns the catalogue for a read: the current one, or the first in which the change of the caller's token is visible on this
 * node. A token may name a change that never comes. The number of waiting reads is therefore limited, in total and per user;
 * waiting reads share their polls, which become rarer the longer a read waits.
 */
@Component
@EnableConfigurationProperties(FreshnessSettings.class)
public class FreshCatalogReader {
    // A quarter of the threads of Tomcat: the others serve reads that do not wait.
    static final int MAX_WAITERS = 50;
    static final int MAX_WAITERS_PER_USER = 5;
    private static final long REFRESH_INTERVAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Catalog catalog;
    private final Outbox outbox;
    private final FreshnessSettings settings;
    private final Semaphore waiterPermits = new Semaphore(MAX_WAITERS);
    private final ConcurrentMap<String, Integer> waitersByUser = new ConcurrentHashMap<>();

    FreshCatalogReader(Catalog catalog, Outbox outbox, FreshnessSettings settings) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.settings = settings;
    }

    /** Waits at most once per request, and records whether the change became visible. */
    public CatalogView catalog(Freshness freshness) {
        FreshnessToken token = freshness.token();
        if (token != null && freshness.arrived() == null) {
            boolean nothingIsMissing = isVisible(token) || awaitIfPermitted(token);
            // A rolled-back change has no pending events either.
            boolean rolledBack = nothingIsMissing && outbox.isRolledBack(token);
            freshness.arrived(nothingIsMissing && !rolledBack, rolledBack);
        }
        return catalog.current();
    }

    private boolean awaitIfPermitted(FreshnessToken token) {
        String user = caller();
        try {
            return waitersByUser.merge(user, 1, Integer::sum) <= MAX_WAITERS_PER_USER
                    && waiterPermits.tryAcquire()
                    && awaitAndRelease(token);
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

    private boolean awaitAndRelease(FreshnessToken token) throws InterruptedException {
        try {
            return awaitVisible(token);
        } finally {
            waiterPermits.release();
        }
    }

    private boolean awaitVisible(FreshnessToken token) throws InterruptedException {
        long startNanos = System.nanoTime();
        long maxWaitNanos = settings.maxWait().toNanos();
        for (long waitedNanos = 0; waitedNanos < maxWaitNanos; waitedNanos = System.nanoTime() - startNanos) {
            // The longer a read has waited, the less a longer pause matters.
            long pauseNanos = Math.min(MAX_PAUSE_NANOS, Math.max(REFRESH_INTERVAL_NANOS, waitedNanos / 4));
            TimeUnit.NANOSECONDS.sleep(Math.min(pauseNanos, maxWaitNanos - waitedNanos));
            if (isVisible(token)) {
                return true;
            }
        }
        return false;
    }

    // Events are deleted in the transaction that writes their grants or after it, so the grants are visible once no
    // event is pending.
    private boolean isVisible(FreshnessToken token) {
        return (catalog.current().includes(token) || refreshIfDue().includes(token)) && !outbox.isPending(token);
    }

    // Waiting reads share one poll per interval.
    private synchronized CatalogView refreshIfDue() {
        CatalogView view = catalog.current();
        return System.nanoTime() - view.polledAtNanos() < REFRESH_INTERVAL_NANOS ? view : catalog.refresh();
    }
}
