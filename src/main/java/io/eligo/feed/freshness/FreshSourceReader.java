package io.eligo.feed.freshness;

import io.eligo.outbox.FreshnessTokens;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.Outbox.SourceState;
import io.eligo.rollout.ResolverPath;
import org.springframework.stereotype.Component;

/**
 * Prepares a read of the source tables: waits for the change of the caller's token, and records the freshness of the read. A change is
 * visible there as soon as its transaction has committed. {@link FreshCatalogReader} does the same for the precomputed path.
 */
@Component
public class FreshSourceReader {
    private final Outbox outbox;
    private final FreshnessTokens freshnessTokens;
    private final TokenWaiter waiter;

    FreshSourceReader(Outbox outbox, FreshnessTokens freshnessTokens, TokenWaiter waiter) {
        this.outbox = outbox;
        this.freshnessTokens = freshnessTokens;
        this.waiter = waiter;
    }

    /** Waits at most once per request for the commit of the change of the caller's token, if there is one. */
    public void awaitToken(Freshness freshness) {
        freshness.awaitOnce(ResolverPath.QUERY_TIME, token -> {
            boolean ended = waiter.await(() -> freshnessTokens.isEnded(token));
            return Freshness.Arrival.of(ended, ended && freshnessTokens.isRolledBack(token));
        });
    }

    /** Records the read that follows. */
    public void recordRead(Freshness freshness) {
        SourceState state = outbox.findSourceState();
        freshness.recordQueryTimeRead(state.asOf(), state.pending());
    }
}
