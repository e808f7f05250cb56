package io.eligo.cache;

import io.eligo.cache.NamespaceTable.NamespaceState;
import io.eligo.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One look for evictions that whoever noted them has not carried out: it has died, or does not reach Redis, or Redis is slow. */
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

    /** What stood when it began. */
    synchronized NamespaceState runOnce() {
        NamespaceState namespaceState = namespaceTable.readState();
        if (!table.hasRows()) {
            return namespaceState;
        }
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
        List<PendingEviction> left = table.lockAbandoned(open, BATCH_SIZE);
        var done = new ArrayList<Long>();
        // Of servers that have just failed to answer nobody waits for more.
        boolean answers = redis.available();
        boolean overdue = false;
        for (PendingEviction pendingEviction : left) {
            answers = answers && pendingEviction.evictFrom(redis);
            if (answers) {
                done.add(pendingEviction.id());
            }
            overdue |= pendingEviction.age().compareTo(evictionTimeout(answers, left.size())) > 0;
        }
        table.delete(done);
        if (overdue) {
            namespaceTable.close(namespaceState, "Redis does not acknowledge evictions, or not as many as there are");
        }
    }

    // While many are on their way nobody believes a copy, and all of them are there again afterwards; a closed
    // namespace has lost
    // them. It spares those who write in the end, if it never comes to an afterwards.
    private Duration evictionTimeout(boolean answers, int left) {
        if (!answers) {
            return settings.patience();
        }
        return left == BATCH_SIZE ? settings.patience().multipliedBy(10) : NO_TIMEOUT;
    }
}
