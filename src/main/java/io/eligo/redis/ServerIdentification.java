package io.eligo.redis;

import io.eligo.platform.OutageLog;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects, and finds out which servers both connections reach. {@link ServerEpoch} has the result; {@link #invalidateIfRedirected} ends it
 * where an error says that the servers have changed. Not thread-safe, except for the methods that say so.
 */
final class ServerIdentification {
    private static final Logger log = LoggerFactory.getLogger(ServerIdentification.class);
    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final long TTL_WITHOUT_INVALIDATION = Duration.ofMillis(500).toNanos();

    private final ServerEpoch serverEpoch;
    private final RedisConnection readConnection;
    private final RedisConnection deleteConnection;
    private final long timeoutNanos;
    private final ClusterTopology clusterTopology = new ClusterTopology();
    private final OutageLog outage =
            new OutageLog(log, "Redis unavailable, reading from PostgreSQL: {}", "Redis available again after {} s");
    private long lastIdentification = System.nanoTime() - INTERVAL;
    private volatile boolean available;

    ServerIdentification(
            ServerEpoch serverEpoch,
            RedisConnection readConnection,
            RedisConnection deleteConnection,
            long timeoutNanos) {
        this.serverEpoch = serverEpoch;
        this.readConnection = readConnection;
        this.deleteConnection = deleteConnection;
        this.timeoutNanos = timeoutNanos;
    }

    /** Must be called before the client opens its first connection. */
    void configure(AbstractRedisClient client) {
        client.addListener(serverEpoch);
        clusterTopology.configure(client);
    }

    /** Whether the servers answered the last identification. Thread-safe. */
    boolean available() {
        return available;
    }

    /** Identifies the servers if the last identification is over or its interval has passed. */
    void identifyIfDue(AbstractRedisClient client) {
        boolean due = System.nanoTime() - lastIdentification >= INTERVAL;
        // Connecting takes time, a query over an open connection does not.
        if (!due && (serverEpoch.serverId() != null || !deleteConnection.isOpen())) {
            return;
        }
        lastIdentification = System.nanoTime();
        try {
            connect(client);
            queryIdentity();
            available = true;
            outage.recordSuccess();
        } catch (RedisException e) {
            available = false;
            clusterTopology.requestRefresh();
            outage.recordFailure(e);
        }
    }

    private void connect(AbstractRedisClient client) {
        readConnection.connect(client, serverEpoch::invalidate);
        readConnection.disableAutoFlush();
        deleteConnection.connect(client, () -> {});
        deleteConnection.disableAutoFlush();
        if (clusterTopology.refreshNeeded()) {
            serverEpoch.invalidate();
            clusterTopology.refresh(client);
        }
    }

    private void queryIdentity() {
        long epoch = serverEpoch.current();
        boolean invalidationEnabled = readConnection.enableInvalidationMessages(timeoutNanos);
        long expiresAt = System.nanoTime() + TTL_WITHOUT_INVALIDATION;
        String serverId = readConnection.serverId(timeoutNanos);
        if (serverId == null || !serverId.equals(deleteConnection.serverId(timeoutNanos))) {
            serverEpoch.invalidate();
            throw new RedisException(
                    serverId == null
                            ? "Redis server is a replica, expected a primary"
                            : "Redis connections reach different servers");
        }
        serverEpoch.identify(serverId, epoch, invalidationEnabled ? null : expiresAt);
    }

    /** Makes the servers unidentified if the error of a command says that another server has its key. Thread-safe. */
    void invalidateIfRedirected(@Nullable Throwable error) {
        if (ClusterTopology.isRedirectOrReadOnly(error)) {
            clusterTopology.requestRefresh();
            serverEpoch.invalidate();
        }
    }
}
