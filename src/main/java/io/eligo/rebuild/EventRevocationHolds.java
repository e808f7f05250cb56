package io.eligo.rebuild;

import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.outbox.inspect.AffectedGrants;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The grants that waiting events name, for a run that revokes those without approval. Read once per run and process,
 * when the first revocation is due, and so after the snapshot of the events that the run settles. Events that the
 * incremental runs have completed before need not be considered: their grants are already revoked.
 */
@Component
class EventRevocationHolds {
    private final AffectedGrantsQuery events;
    private long affectedInstance;
    private @Nullable AffectedGrants affected;

    EventRevocationHolds(AffectedGrantsQuery events) {
        this.events = events;
    }

    /** Retains grants that no event names. */
    RevocationHold forRun(long jobInstance) {
        return (user, revoked) -> affectedGrants(jobInstance).unaffected(user, revoked);
    }

    private synchronized AffectedGrants affectedGrants(long jobInstance) {
        AffectedGrants known = affected;
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
