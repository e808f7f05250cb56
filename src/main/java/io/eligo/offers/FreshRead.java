package io.eligo.offers;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.Outbox;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The catalogue for a read: as it is, or as soon as the change that the caller's token names is visible on this node. Anybody may
 * name a change that never comes, so those who wait look seldom, and together, and are not many.
 */
@Component
@EnableConfigurationProperties(FreshnessSettings.class)
class FreshRead {
    // A quarter of Tomcat's threads: the rest is for those who take what there is.
    static final int MOST_WAITING = 50;
    private static final long BETWEEN_LOOKS = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(100).toNanos();

    private final Catalog catalog;
    private final Outbox outbox;
    private final FreshnessSettings settings;
    private final Semaphore places = new Semaphore(MOST_WAITING);

    FreshRead(Catalog catalog, Outbox outbox, FreshnessSettings settings) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.settings = settings;
    }

    /** Waits at most once a request, and notes whether it was in vain. */
    CatalogView catalog(Freshness freshness) {
        FreshnessToken token = freshness.token();
        if (token != null && freshness.arrived() == null) {
            boolean nothingIsMissing = visible(token) || arrives(token);
            // A rolled-back change leaves nothing to wait for either.
            boolean rolledBack = nothingIsMissing && outbox.rolledBack(token);
            freshness.arrived(nothingIsMissing && !rolledBack, rolledBack);
        }
        return catalog.current();
    }

    private boolean arrives(FreshnessToken token) {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            return waitFor(token);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            places.release();
        }
    }

    private boolean waitFor(FreshnessToken token) throws InterruptedException {
        long begun = System.nanoTime();
        long most = settings.longestWait().toNanos();
        for (long waited = 0; waited < most; waited = System.nanoTime() - begun) {
            // The longer it has taken, the less does it matter when exactly it comes.
            long pause = Math.min(LONGEST_PAUSE, Math.max(BETWEEN_LOOKS, waited / 4));
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, most - waited));
            if (visible(token)) {
                return true;
            }
        }
        return false;
    }

    // Its events are struck off in the transaction of the grants or after it, so without them the grants are there.
    private boolean visible(FreshnessToken token) {
        return (catalog.current().sees(token) || look().sees(token)) && !outbox.waitingFor(token);
    }

    // However many wait, one of them looks.
    private synchronized CatalogView look() {
        CatalogView view = catalog.current();
        return System.nanoTime() - view.lookedAt() < BETWEEN_LOOKS ? view : catalog.refresh();
    }
}
