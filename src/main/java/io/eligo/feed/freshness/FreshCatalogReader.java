package io.eligo.feed.freshness;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.FreshnessTokens;
import io.eligo.rollout.ResolverPath;
import org.springframework.stereotype.Component;

/**
 * Returns the catalogue for a read: the current one, or the first in which the change of the caller's token is visible on this
 * node. Waiting reads share their polls.
 */
@Component
public class FreshCatalogReader {
    private final Catalog catalog;
    private final FreshnessTokens freshnessTokens;
    private final TokenWaiter waiter;

    FreshCatalogReader(Catalog catalog, FreshnessTokens freshnessTokens, TokenWaiter waiter) {
        this.catalog = catalog;
        this.freshnessTokens = freshnessTokens;
        this.waiter = waiter;
    }

    /** Waits at most once per request, and records whether the change became visible. */
    public CatalogView catalog(Freshness freshness) {
        freshness.awaitOnce(ResolverPath.PRECOMPUTED, token -> {
            boolean nothingIsMissing = waiter.await(() -> isVisible(token));
            // A rolled-back change has no pending events either.
            return Freshness.Arrival.of(nothingIsMissing, nothingIsMissing && freshnessTokens.isRolledBack(token));
        });
        return catalog.current();
    }

    // Events are deleted in the transaction that writes their grants or after it, so the grants are visible once no
    // event is pending.
    private boolean isVisible(FreshnessToken token) {
        return (catalog.current().includes(token) || refreshIfDue().includes(token))
                && !freshnessTokens.isPending(token);
    }

    // Waiting reads share one poll per interval.
    private synchronized CatalogView refreshIfDue() {
        CatalogView view = catalog.current();
        return System.nanoTime() - view.polledAtNanos() < TokenWaiter.POLL_INTERVAL_NANOS ? view : catalog.refresh();
    }
}
