package io.eligo.rebuild;

import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import io.eligo.outbox.inspect.NamedGrants;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the revocations that no waiting event names, in an execution that revokes the others without approval. The events
 * are read once, when the first revocation is due, and so after the snapshot of the events that the run settles. Events that the
 * incremental runs have completed before need not be considered: their grants are already revoked.
 */
final class EventRevocationHold implements RevocationHold {
    private final AffectedGrantsQuery events;
    private @Nullable NamedGrants affected;

    EventRevocationHold(AffectedGrantsQuery events) {
        this.events = events;
    }

    @Override
    public int[] selectRetained(UUID user, int[] revoked) {
        return affectedGrants().unaffected(user, revoked);
    }

    private synchronized NamedGrants affectedGrants() {
        NamedGrants known = affected;
        if (known == null) {
            known = events.findAffectedGrants();
            affected = known;
        }
        return known;
    }

    /** Makes the next use read the events again, newer ones included. */
    synchronized void invalidate() {
        affected = null;
    }
}
