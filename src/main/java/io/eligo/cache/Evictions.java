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
    private static final int MOST_USERS_A_ROW = 1_000;

    private final EvictionTable table;
    private final Namespaces namespaces;
    private final Evictor evictor;

    Evictions(EvictionTable table, Namespaces namespaces, Evictor evictor) {
        this.table = table;
        this.namespaces = namespaces;
        this.evictor = evictor;
    }

    /**
     * These users' copies go when the caller's transaction commits: noted with it, carried out after it, and by somebody else should
     * this process die in between. Waits for nobody but, for a moment, whoever opens a namespace; call it late in the transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evict(Collection<UUID> users) {
        var all = new ArrayList<>(users);
        for (int from = 0; from < all.size(); from += MOST_USERS_A_ROW) {
            List<UUID> some = List.copyOf(all.subList(from, Math.min(all.size(), from + MOST_USERS_A_ROW)));
            table.note(some).ifPresent(this::afterCommit);
        }
    }

    /** Everybody's copies go, likewise: cheaper than naming very many. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void evictEverybody() {
        namespaces.closeAny();
    }

    // In a savepoint that is gone back to, the row is gone too; what is deleted then could have stayed.
    private void afterCommit(Noted noted) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                evictor.evict(noted);
            }
        });
    }
}
