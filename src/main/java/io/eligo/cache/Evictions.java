package io.eligo.cache;

import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceParent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Public API for writers: evicts users' cached values with a change. */
@Component
public class Evictions {
    private static final int MAX_USERS_PER_ROW = 1_000;

    private final EvictionTable table;
    private final NamespaceTable namespaceTable;
    private final Evictor evictor;
    private final Spans spans;

    Evictions(EvictionTable table, NamespaceTable namespaceTable, Evictor evictor, Spans spans) {
        this.table = table;
        this.namespaceTable = namespaceTable;
        this.evictor = evictor;
        this.spans = spans;
    }

    /**
     * Evicts these users when the caller's transaction commits. The eviction is recorded in the transaction and carried out
     * after the commit; if this process dies between the two, another one carries it out. While a namespace is being opened it waits
     * for a moment; so call it late in the transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        var all = new ArrayList<>(users);
        TraceParent cause = spans.current();
        for (int from = 0; from < all.size(); from += MAX_USERS_PER_ROW) {
            List<UUID> batch = List.copyOf(all.subList(from, Math.min(all.size(), from + MAX_USERS_PER_ROW)));
            // Proof W1: the row with the change, the DEL after the commit.
            table.insert(batch).ifPresent(eviction -> evictAfterCommit(eviction.causedBy(cause)));
        }
    }

    /** Evicts all users when the caller's transaction commits; cheaper than naming very many. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictAll() {
        namespaceTable.closeCurrent();
    }

    /** Returns whether an eviction of the user is committed and not acknowledged yet. Reads all pending evictions. */
    public boolean isPending(UUID user) {
        return table.isPending(user);
    }

    // After a rollback to a savepoint the row is gone too; the keys are then deleted without need.
    private void evictAfterCommit(PendingEviction pendingEviction) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                evictor.evict(pendingEviction);
            }
        });
    }
}
