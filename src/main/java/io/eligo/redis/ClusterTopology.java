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
 * Which servers of a cluster have which slots. Lettuce neither follows redirections nor refreshes by itself: what it then went to
 * might be a server that has been promoted and lost deletions, over a connection that it had before. It refreshes here, while
 * nothing that a server answers is believed.
 */
final class ClusterTopology {
    private volatile boolean clustered;
    private volatile boolean refreshNeeded;

    /** Whether the error says that the server is not, or no longer, the one for such commands. */
    static boolean isRedirectOrReadOnly(@Nullable Throwable error) {
        return error instanceof RedisReadOnlyException
                || error instanceof RedisCommandExecutionException
                        && Stream.of("MOVED ", "ASK ", "READONLY ")
                                .anyMatch(word ->
                                        String.valueOf(error.getMessage()).contains(word));
    }

    /** It is read again before the servers are asked who they are; a single server has none. */
    void requestRefresh() {
        refreshNeeded = clustered;
    }

    boolean refreshNeeded() {
        return refreshNeeded;
    }

    /** Before the client's first connection. */
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
