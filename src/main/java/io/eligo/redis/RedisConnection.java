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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to a server, or to the primaries of a cluster. After the first connect it reconnects by itself. */
final class RedisConnection {
    private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

    private static final String INVALIDATE = "invalidate";

    private volatile @Nullable StatefulConnection<byte[], byte[]> connection;

    /**
     * @param onEmptied run when a server with {@link #enableInvalidationMessages} reports that its database was emptied,
     *     before its next answer
     */
    void connect(AbstractRedisClient client, Runnable onEmptied) {
        if (connection != null) {
            return;
        }
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<byte[], byte[]> opened = cluster.connect(ByteArrayCodec.INSTANCE);
            opened.addListener((RedisClusterPushListener) (node, message) -> onPushMessage(message, onEmptied));
            connection = opened;
        } else {
            StatefulRedisConnection<byte[], byte[]> opened = ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
            opened.addListener(message -> onPushMessage(message, onEmptied));
            connection = opened;
        }
    }

    private static void onPushMessage(PushMessage message, Runnable onEmptied) {
        if (INVALIDATE.equals(message.getType())) {
            onEmptied.run();
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
        throw new RedisException("Redis not connected yet");
    }

    /**
     * Commands wait for {@link #flush} from now on, so that many cost one system call. No effect in a cluster, where a command
     * that waits for its node's connection would miss the flush.
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
     * Makes every server announce that its database was emptied, before it answers any later command: a server that becomes a
     * replica empties its database before it loads its primary's data. No keys are tracked, because no command opts in.
     * Returns false if a server does not support this or its user lacks the permission.
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
            log.debug("CLIENT TRACKING refused, invalidation messages are off", e);
            return false;
        }
    }

    /** Queries every primary for its process and data history and combines them to one id; null if a server is a replica. */
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
        // Redis 6 accepts one section for each INFO command.
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

    // A dead server keeps its primary flag after a replica has taken over all of its slots.
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
