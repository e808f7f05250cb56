package io.eligo.cache;

import io.eligo.cache.NamespaceTable.NamespaceState;
import io.eligo.redis.Redis;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.stereotype.Component;

/** Cache maintenance of one node: identifies Redis, recovers evictions, and opens and closes the namespace. */
@Component
class CacheMaintenance {
    private static final Logger log = LoggerFactory.getLogger(CacheMaintenance.class);

    // Spring has no exception for this SQL state.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    // More than one key, so that every server of a cluster owns some of them.
    private static final List<byte[]> PROBE_KEYS = IntStream.range(0, 64)
            .mapToObj(n -> ("eligo:none:" + n).getBytes(StandardCharsets.US_ASCII))
            .toList();

    private final Redis redis;
    private final EvictionRecovery evictionRecovery;
    private final NamespaceTable namespaceTable;
    private final CacheSettings settings;

    CacheMaintenance(
            Redis redis, EvictionRecovery evictionRecovery, NamespaceTable namespaceTable, CacheSettings settings) {
        this.redis = redis;
        this.evictionRecovery = evictionRecovery;
        this.namespaceTable = namespaceTable;
        this.settings = settings;
    }

    void runOnce() {
        redis.identifyServers();
        NamespaceState namespaceState = evictionRecovery.runOnce();
        String serverId = redis.serverId();
        if (serverId == null) {
            return;
        }
        if (namespaceState.openNamespace() != null) {
            // Proof N4.
            if (!Namespace.parse(namespaceState.openNamespace()).serverId().equals(serverId)) {
                namespaceTable.close(
                        namespaceState, "Redis has restarted or failed over, or is not the one that other nodes use");
            }
        } else if (redis.available()
                // Proof N3.
                && namespaceState.isUnchangedFor(settings.closedNamespaceGracePeriod())
                && acceptsDeletes(serverId)) {
            tryOpen(namespaceState, serverId);
        }
    }

    // If Redis answers but holds back writes, the first eviction would close the namespace again.
    private boolean acceptsDeletes(String serverId) {
        try {
            redis.delete(serverId, PROBE_KEYS).join();
            return true;
        } catch (CompletionException e) {
            log.debug("Redis acknowledges no deletion, namespace stays closed", e);
            return false;
        }
    }

    private void tryOpen(NamespaceState closed, String serverId) {
        try {
            namespaceTable.open(closed, serverId);
        } catch (UncategorizedSQLException e) {
            if (!(e.getCause() instanceof SQLException sql) || !LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                throw e;
            }
            // The next run tries again. A metric and its alert report a namespace that stays closed.
            log.debug("Namespace not opened, a writer has held its lock for longer than the timeout", e);
        }
    }
}
