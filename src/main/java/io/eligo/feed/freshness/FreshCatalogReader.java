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
 * The catalogue for a read: as it is, or as soon as the change that the caller's token names is visible on this node. Anybody may
 * name a change that never comes, so those who wait look seldom, and together, and are not many, nor of one user.
 */
@Component
@EnableConfigurationProperties(FreshnessSettings.class)
public class FreshCatalogReader {
    // A quarter of Tomcat's threads: the rest is for those who take what there is.
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

    /** Waits at most once a request, and notes whether it was in vain. */
    public CatalogView catalog(Freshness freshness) {
        FreshnessToken token = freshness.token();
        if (token != null && freshness.arrived() == null) {
            boolean nothingIsMissing = isVisible(token) || awaitIfPermitted(token);
            // A rolled-back change leaves nothing to wait for either.
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
        long begun = System.nanoTime();
        long most = settings.longestWait().toNanos();
        for (long waited = 0; waited < most; waited = System.nanoTime() - begun) {
            // The longer it has taken, the less does it matter when exactly it comes.
            long pause = Math.min(MAX_PAUSE_NANOS, Math.max(REFRESH_INTERVAL_NANOS, waited / 4));
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, most - waited));
            if (isVisible(token)) {
                return true;
            }
        }
        return false;
    }

    // Its events are struck off in the transaction of the grants or after it, so without them the grants are there.
    private boolean isVisible(FreshnessToken token) {
        return (catalog.current().includes(token) || refreshIfDue().includes(token)) && !outbox.isPending(token);
    }

    // However many wait, one of them looks.
    private synchronized CatalogView refreshIfDue() {
        CatalogView view = catalog.current();
        return System.nanoTime() - view.polledAtNanos() < REFRESH_INTERVAL_NANOS ? view : catalog.refresh();
    }
}
