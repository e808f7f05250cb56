package io.eligo.offers;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.Outbox;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The catalogue for a read: as it is, or as soon as the change that the caller's token names is visible on this node. */
@Component
@EnableConfigurationProperties(FreshnessSettings.class)
class FreshRead {
    private static final long BETWEEN_LOOKS = 10;

    private final Catalog catalog;
    private final Outbox outbox;
    private final FreshnessSettings settings;

    FreshRead(Catalog catalog, Outbox outbox, FreshnessSettings settings) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.settings = settings;
    }

    /** Waits at most once a request, and notes whether it was in vain. */
    CatalogView catalog(Freshness freshness) {
        FreshnessToken token = freshness.token();
        if (token != null && freshness.arrived() == null) {
            freshness.arrived(arrives(token));
        }
        return catalog.current();
    }

    private boolean arrives(FreshnessToken token) {
        long deadline = System.nanoTime() + settings.longestWait().toNanos();
        try {
            while (!visible(token)) {
                if (System.nanoTime() >= deadline) {
                    return false;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // Its events are struck off in the transaction of the grants or after it, so without them the grants are there.
    private boolean visible(FreshnessToken token) {
        CatalogView view = catalog.current();
        return (view.sees(token) || catalog.refresh().sees(token)) && !outbox.waitingFor(token);
    }
}
