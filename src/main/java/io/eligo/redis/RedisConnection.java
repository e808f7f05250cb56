package io.eligo.redis;

import static java.util.stream.Collectors.joining;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.push.RedisClusterPushListener;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection to a server, or to those of a cluster that take writes. Once it has been there, it comes back by itself. */
final class RedisConnection {
    private static final String INVALIDATE = "invalidate";

    private volatile @Nullable StatefulConnection<byte[], byte[]> connection;

    /** @param emptied what to do when a server that {@link #enableInvalidationMessages} has been, before its next answer */
    void connect(AbstractRedisClient client, Runnable emptied) {
        if (connection != null) {
            return;
        }
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<byte[], byte[]> opened = cluster.connect(ByteArrayCodec.INSTANCE);
            opened.addListener((RedisClusterPushListener) (node, message) -> onPushMessage(message, emptied));
            connection = opened;
        } else {
            StatefulRedisConnection<byte[], byte[]> opened = ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
            opened.addListener(message -> onPushMessage(message, emptied));
            connection = opened;
        }
    }

    private static void onPushMessage(PushMessage message, Runnable emptied) {
        if (INVALIDATE.equals(message.getType())) {
            emptied.run();
        }
    }

    boolean isOpen() {
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
    void disableAutoFlush() {
        if (connection instanceof StatefulRedisConnection<byte[], byte[]> single) {
            single.setAutoFlushCommands(false);
        }
    }

    boolean isStandalone() {
        return connection instanceof StatefulRedisConnection;
    }

    void flush() {
        StatefulConnection<byte[], byte[]> open = connection;
        if (open != null) {
            open.flushCommands();
        }
    }

    /**
     * From now on every server says so when all that it held has gone, before it answers anything else: a server that has become
     * a replica empties itself before it holds what its primary does. Keys are not tracked: nobody opts in. False if a server does
     * not know how to, or its user may not.
     */
    boolean enableInvalidationMessages(long timeoutNanos) {
        List<RedisFuture<String>> answers = onEachServer(commands ->
                        commands.clientTracking(TrackingArgs.Builder.enabled().optin()))
                .toList();
        flush();
        try {
            answers.forEach(answer -> await(timeoutNanos, answer));
            return true;
        } catch (RedisCommandExecutionException e) {
            return false;
        }
    }

    /** Asks every server that takes writes which life it is in; null if one is a replica. */
    @Nullable
    String serverId(long timeoutNanos) {
        List<IdentityQuery> answers = onEachServer(IdentityQuery::send).toList();
        flush();
        List<ServerInfo> infos =
                answers.stream().map(answer -> answer.await(timeoutNanos)).toList();
        if (!infos.stream().allMatch(ServerInfo::primary)) {
            return null;
        }
        List<String> ids = infos.stream().map(ServerInfo::id).sorted().toList();
        return ids.size() == 1
                ? ids.get(0)
                : UUID.nameUUIDFromBytes(ids.stream().collect(joining()).getBytes(StandardCharsets.US_ASCII))
                        .toString();
    }

    private record IdentityQuery(RedisFuture<String> server, RedisFuture<String> replication) {
        // Servers of version 6 take one section at a time.
        static IdentityQuery send(RedisClusterAsyncCommands<byte[], byte[]> commands) {
            return new IdentityQuery(commands.info("server"), commands.info("replication"));
        }

        ServerInfo await(long timeoutNanos) {
            return ServerInfo.parse(RedisConnection.await(timeoutNanos, server) + "\n"
                    + RedisConnection.await(timeoutNanos, replication));
        }
    }

    private static <T> @Nullable T await(long timeoutNanos, RedisFuture<T> answer) {
        return LettuceFutures.awaitOrCancel(answer, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    // One that has died is a primary still when a replica has taken over all of its slots.
    private <T> Stream<T> onEachServer(Function<RedisClusterAsyncCommands<byte[], byte[]>, T> command) {
        if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
            return cluster.getPartitions().stream()
                    .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.hasNoSlots())
                    .map(node -> command.apply(
                            cluster.getConnection(node.getNodeId()).async()));
        }
        return Stream.of(command.apply(commands()));
    }

    void close() {
        StatefulConnection<byte[], byte[]> open = connection;
        if (open != null) {
            open.close();
            connection = null;
        }
    }
}
