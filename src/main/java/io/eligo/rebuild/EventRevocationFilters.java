package io.eligo.rebuild;

import io.eligo.grants.reconcile.RevocationFilter;
import io.eligo.outbox.inspect.AffectedGrants;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What events name, for a run that takes that away unasked: read once a run in a process, when something would be taken away, so
 * after the snapshot of what the run settles. What a lane has done before that is done.
 */
@Component
class EventRevocationFilters {
    private final AffectedGrantsQuery events;
    private long run;
    private @Nullable AffectedGrants named;

    EventRevocationFilters(AffectedGrantsQuery events) {
        this.events = events;
    }

    /** Grants that no event names stay. */
    RevocationFilter forRun(long jobInstance) {
        return (user, going) -> named(jobInstance).unaffected(user, going);
    }

    private synchronized AffectedGrants named(long jobInstance) {
        AffectedGrants known = named;
        if (known == null || run != jobInstance) {
            known = events.findAffectedGrants();
            named = known;
            run = jobInstance;
        }
        return known;
    }

    /** What has been named since is to be read too. */
    synchronized void clear() {
        named = null;
    }
}
