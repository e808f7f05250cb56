package io.eligo.redis;

import static java.util.stream.Collectors.joining;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection to a server, or to those of a cluster that take writes. Once it has been there, it comes back by itself. */
final class Line {
    private static final String RUN_ID = "run_id:";

    private volatile @Nullable StatefulConnection<byte[], byte[]> connection;

    void open(AbstractRedisClient client) {
        if (connection == null) {
            connection = client instanceof RedisClusterClient cluster
                    ? cluster.connect(ByteArrayCodec.INSTANCE)
                    : ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
        }
    }

    boolean opened() {
        return connection != null;
    }

    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        StatefulConnection<byte[], byte[]> open = connection;
        if (open instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
            return cluster.async();
        }
        if (open instanceof StatefulRedisConnection<byte[], byte[]> single) {
            return single.async();
        }
        throw new RedisException("not connected yet");
    }

    /**
     * From now on commands wait for {@link #flush}: many cost one system call. Not in a cluster, where one that waits for its
     * node's connection would miss it.
     */
    void holdUntilFlushed() {
        if (connection instanceof StatefulRedisConnection<byte[], byte[]> single) {
            single.setAutoFlushCommands(false);
        }
    }

    boolean toOneServer() {
        return connection instanceof StatefulRedisConnection;
    }

    void flush() {
        StatefulConnection<byte[], byte[]> open = connection;
        if (open != null) {
            open.flushCommands();
        }
    }

    /** Asks every server that takes writes which life it is in. */
    String servers(long timeoutNanos) {
        List<RedisFuture<String>> answers = infos().toList();
        flush();
        List<String> ids = answers.stream()
                .map(answer -> runId(LettuceFutures.awaitOrCancel(answer, timeoutNanos, TimeUnit.NANOSECONDS)))
                .sorted()
                .toList();
        return ids.size() == 1
                ? ids.get(0)
                : UUID.nameUUIDFromBytes(ids.stream().collect(joining()).getBytes(StandardCharsets.US_ASCII))
                        .toString();
    }

    private Stream<RedisFuture<String>> infos() {
        if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
            return cluster.getPartitions().stream()
                    .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                    .map(node -> cluster.getConnection(node.getNodeId()).async().info("server"));
        }
        return Stream.of(commands().info("server"));
    }

    private static String runId(@Nullable String info) {
        return String.valueOf(info)
                .lines()
                .filter(line -> line.startsWith(RUN_ID))
                .map(line -> line.substring(RUN_ID.length()).strip())
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElseThrow(() -> new RedisException("INFO server has no run_id"));
    }

    void close() {
        StatefulConnection<byte[], byte[]> open = connection;
        if (open != null) {
            open.close();
            connection = null;
        }
    }
}
