package io.eligo.cache;

import io.eligo.cache.NamespaceTable.NamespaceState;
import io.eligo.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One search for evictions that their own process has not completed: it has died, does not reach Redis, or Redis is slow. */
@Component
class EvictionRecovery {
    private static final int BATCH_SIZE = 100;
    private static final Duration NO_TIMEOUT = Duration.ofSeconds(Long.MAX_VALUE);

    private final Redis redis;
    private final EvictionTable table;
    private final NamespaceTable namespaceTable;
    private final CacheSettings settings;
    private final TransactionTemplate transaction;

    EvictionRecovery(
            Redis redis,
            EvictionTable table,
            NamespaceTable namespaceTable,
            CacheSettings settings,
            PlatformTransactionManager transactions) {
        this.redis = redis;
        this.table = table;
        this.namespaceTable = namespaceTable;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Returns the state of the namespace at the beginning of the run. */
    synchronized NamespaceState runOnce() {
        NamespaceState namespaceState = namespaceTable.readState();
        if (!table.hasRows()) {
            return namespaceState;
        }
        // Proof N3.
        if (namespaceState.isUnchangedFor(settings.closedNamespaceGracePeriod())) {
            table.deleteOfOtherNamespaces(namespaceState);
        }
        String open = namespaceState.openNamespace();
        if (open != null) {
            transaction.executeWithoutResult(status -> recover(namespaceState, open));
        }
        return namespaceState;
    }

    private void recover(NamespaceState namespaceState, String open) {
        List<PendingEviction> abandoned = table.lockAbandoned(open, BATCH_SIZE);
        var done = new ArrayList<Long>();
        // After one failure the run does not wait for the servers again.
        boolean answers = redis.available();
        boolean overdue = false;
        for (PendingEviction pendingEviction : abandoned) {
            answers = answers && pendingEviction.evictFrom(redis);
            // Proof W1, W2: only what Redis has acknowledged.
            if (answers) {
                done.add(pendingEviction.id());
            }
            overdue |= pendingEviction.age().compareTo(evictionTimeout(answers, abandoned.size())) > 0;
        }
        table.delete(done);
        if (overdue) {
            namespaceTable.close(namespaceState, "Redis does not acknowledge evictions, or too slowly");
        }
    }

    // Pending evictions only suspend the cache; closing the namespace discards every copy. So a busy Redis gets ten
    // times as long. If the backlog does not end, the namespace is closed after all, and writers no longer wait for
    // Redis.
    private Duration evictionTimeout(boolean answers, int abandoned) {
        if (!answers) {
            return settings.evictionTimeout();
        }
        return abandoned == BATCH_SIZE ? settings.evictionTimeout().multipliedBy(10) : NO_TIMEOUT;
    }
}
