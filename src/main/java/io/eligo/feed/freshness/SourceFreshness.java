package io.eligo.feed.freshness;

import io.eligo.outbox.FreshnessTokens;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.Outbox.SourceState;
import org.springframework.stereotype.Component;

/** Prepares a read of the source tables, in which a change is visible as soon as its transaction has committed. */
@Component
public class SourceFreshness {
    private final Outbox outbox;
    private final FreshnessTokens freshnessTokens;
    private final TokenWaiter waiter;

    SourceFreshness(Outbox outbox, FreshnessTokens freshnessTokens, TokenWaiter waiter) {
        this.outbox = outbox;
        this.freshnessTokens = freshnessTokens;
        this.waiter = waiter;
    }

    /** Waits at most once per request for the commit of the change of the caller's token, if there is one. */
    public void awaitToken(Freshness freshness) {
        freshness.awaitOnce(Freshness.ReadPath.QUERY_TIME, token -> {
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
