package io.eligo.rebuild;

import io.eligo.grants.reconcile.RevocationFilter;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import io.eligo.outbox.inspect.NamedGrants;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The grants that waiting events name, for a run that revokes those without approval. Read once per run and process,
 * when the first revocation is due, and so after the snapshot of the events that the run settles. Events that the
 * incremental runs have completed before need not be considered: their grants are already revoked.
 */
@Component
class EventRevocationFilters {
    private final AffectedGrantsQuery events;
    private long affectedInstance;
    private @Nullable NamedGrants affected;

    EventRevocationFilters(AffectedGrantsQuery events) {
        this.events = events;
    }

    /** Retains grants that no event names. */
    RevocationFilter forRun(long jobInstance) {
        return (user, revoked) -> affectedGrants(jobInstance).unaffected(user, revoked);
    }

    private synchronized NamedGrants affectedGrants(long jobInstance) {
        NamedGrants known = affected;
        if (known == null || affectedInstance != jobInstance) {
            known = events.findAffectedGrants();
            affected = known;
            affectedInstance = jobInstance;
        }
        return known;
    }

    /** Forces the next use to read newer events as well. */
    synchronized void clear() {
        affected = null;
    }
}
