package io.eligo.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cluster topology: which servers own which slots. Lettuce must neither follow redirections nor refresh the topology by
 * itself: it might then use a server that was promoted and has lost deletions, over a connection that it already had. This
 * class refreshes the topology while no server's answer is trusted.
 */
final class ClusterTopology {
    private volatile boolean clustered;
    private volatile boolean refreshNeeded;

    /**
     * Whether the error says that the server does not accept such commands, or no longer does: a redirection or a
     * read-only replica.
     */
    static boolean isRedirectOrReadOnly(@Nullable Throwable error) {
        return error instanceof RedisReadOnlyException
                || error instanceof RedisCommandExecutionException
                        && Stream.of("MOVED ", "ASK ", "READONLY ")
                                .anyMatch(prefix ->
                                        String.valueOf(error.getMessage()).contains(prefix));
    }

    /** Requests that the topology is read again before the next identification of the servers; no effect with a single server. */
    void requestRefresh() {
        refreshNeeded = clustered;
    }

    boolean refreshNeeded() {
        return refreshNeeded;
    }

    /** Must be called before the client opens its first connection. */
    void configure(AbstractRedisClient client) {
        if (client instanceof RedisClusterClient cluster
                && cluster.getOptions() instanceof ClusterClientOptions options) {
            clustered = true;
            cluster.setOptions(options.mutate()
                    .maxRedirects(0)
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.create())
                    .build());
        }
    }

    void refresh(AbstractRedisClient client) {
        refreshNeeded = false;
        if (client instanceof RedisClusterClient cluster) {
            cluster.refreshPartitions();
        }
    }
}
