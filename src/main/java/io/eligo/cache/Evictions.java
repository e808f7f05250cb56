package io.eligo.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The door for writers: whose copies are to go with a change. */
@Component
public class Evictions {
    private static final int MAX_USERS_PER_ROW = 1_000;

    private final EvictionTable table;
    private final NamespaceTable namespaceTable;
    private final Evictor evictor;

    Evictions(EvictionTable table, NamespaceTable namespaceTable, Evictor evictor) {
        this.table = table;
        this.namespaceTable = namespaceTable;
        this.evictor = evictor;
    }

    /**
     * These users' copies go when the caller's transaction commits: noted with it, carried out after it, and by somebody else should
     * this process die in between. Waits for nobody but, for a moment, whoever opens a namespace; call it late in the transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        var all = new ArrayList<>(users);
        for (int from = 0; from < all.size(); from += MAX_USERS_PER_ROW) {
            List<UUID> some = List.copyOf(all.subList(from, Math.min(all.size(), from + MAX_USERS_PER_ROW)));
            table.insert(some).ifPresent(this::evictAfterCommit);
        }
    }

    /** Everybody's copies go, likewise: cheaper than naming very many. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictAll() {
        namespaceTable.closeCurrent();
    }

    // In a savepoint that is gone back to, the row is gone too; what is deleted then could have stayed.
    private void evictAfterCommit(PendingEviction pendingEviction) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                evictor.evict(pendingEviction);
            }
        });
    }
}
