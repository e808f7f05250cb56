package io.eligo.cache;

import io.eligo.cache.NamespaceTable.NamespaceState;
import io.eligo.redis.Redis;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.stereotype.Component;

/** What a node does all the time so that there is a cache: knows its Redis, sweeps, and opens and closes the namespace. */
@Component
class CacheMaintenance {
    // Spring translates it to no exception of its own.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    // More than one, for a cluster's servers have a share of them each.
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
        String servers = redis.serverId();
        if (servers == null) {
            return;
        }
        if (namespaceState.openNamespace() != null) {
            if (!Namespace.parse(namespaceState.openNamespace()).serverId().equals(servers)) {
                namespaceTable.close(
                        namespaceState, "Redis has restarted or failed over, or is not the one that other nodes use");
            }
        } else if (redis.available()
                && namespaceState.isUnchangedFor(settings.closedNamespaceGracePeriod())
                && acceptsDeletes(servers)) {
            tryOpen(namespaceState, servers);
        }
    }

    // One that answers and holds back writes would have the namespace closed again by the first eviction.
    private boolean acceptsDeletes(String servers) {
        try {
            redis.delete(servers, PROBE_KEYS).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private void tryOpen(NamespaceState closed, String servers) {
        try {
            namespaceTable.open(closed, servers);
        } catch (UncategorizedSQLException e) {
            if (!(e.getCause() instanceof SQLException sql) || !LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                throw e;
            }
            // A writer holds the lock for longer than the timeout: the next run tries again.
        }
    }
}
