package io.eligo.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.metrics.MeterFactory;
import io.eligo.platform.threads.Executors;
import io.eligo.servers.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;

/**
 * Servers that hold a deleted key again because they follow, or take over from, other servers: their answers are not taken for
 * answers of the servers that acknowledged the deletion.
 */
class FailoverTest {
    private static final byte[] KEY = "eligo:1".getBytes(UTF_8);
    private static final int SLOT = SlotHash.getSlot(KEY);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<RedisProcess> servers = new ArrayList<>();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withUserConfiguration(Executors.class, LettuceOptions.class, RedisPresence.class, Redis.class)
            .withUserConfiguration(MeterFactory.class, SimpleMeterRegistry.class)
            .withPropertyValues(
                    "spring.data.redis.connect-timeout=1s", "spring.data.redis.timeout=1s", "eligo.redis.timeout=1s");

    @AfterEach
    void closeServers() {
        servers.forEach(RedisProcess::close);
    }

    @Test
    void aPrimaryTurnedReplicaIsNotTrusted() {
        RedisProcess primary = server();
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
            storeOnBothDeleteOnPrimary(primary, older, staleReadDetector);

            follow(primary, older);
            staleReadDetector.readUntil(() -> hasKeys(primary));
            staleReadDetector.readFor(Duration.ofSeconds(1));
            assertThat(staleReadDetector.redis.serverId()).isNull();
            staleReadDetector.assertNothingStale();

            promote(primary);
            staleReadDetector.assertOtherServersIdentified();
            staleReadDetector.assertNothingStale();
        });
    }

    @Test
    void aPrimaryTurnedReplicaIsNotTrustedWithoutInvalidationMessages() {
        RedisProcess primary = server("--user default on nopass ~* +@all -client".split(" "));
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
            storeOnBothDeleteOnPrimary(primary, older, staleReadDetector);

            follow(primary, older);
            // From here on identification gets no server id.
            staleReadDetector.allowedStaleness = Duration.ofMillis(750);
            staleReadDetector.deletedAt = System.nanoTime();
            staleReadDetector.readUntil(() -> hasKeys(primary));
            staleReadDetector.readFor(Duration.ofSeconds(1));
            staleReadDetector.assertNothingStale();
        });
    }

    @Test
    void aBriefReplicationBetweenIdentificationsIsDetected() {
        RedisProcess primary = server();
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
            storeOnBothDeleteOnPrimary(primary, older, staleReadDetector);

            staleReadDetector.identifies = false;
            follow(primary, older);
            staleReadDetector.readUntil(() -> hasKeys(primary));
            promote(primary);
            staleReadDetector.readFor(Duration.ofMillis(500));
            staleReadDetector.identifies = true;
            staleReadDetector.assertOtherServersIdentified();
            staleReadDetector.assertNothingStale();
        });
    }

    @Test
    void aReplicaIsNotTrusted() {
        RedisProcess primary = server();
        RedisProcess replica = server();
        follow(replica, primary);
        application.withPropertyValues(url(replica, "")).run(context -> {
            Redis redis = context.getBean(Redis.class);
            redis.identifyServers();
            assertThat(redis.serverId()).isNull();
            assertThat(redis.available()).isFalse();
        });
    }

    @Test
    void aReplicaPromotedBySentinelIsIdentified() {
        RedisProcess primary = server();
        RedisProcess replica = server();
        follow(replica, primary);
        RedisProcess sentinel = RedisProcess.sentinelOf(primary);
        servers.add(sentinel);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> query(sentinel, redis -> redis.info("sentinel")).contains("slaves=1"));
        application
                .withPropertyValues(
                        "spring.data.redis.sentinel.master=watched",
                        "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port())
                .run(context -> {
                    var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
                    staleReadDetector.store();
                    Awaitility.await().until(() -> hasKeys(replica));
                    stopReplication(primary);
                    staleReadDetector.delete();

                    primary.kill();
                    staleReadDetector.assertOtherServersIdentified();
                    assertThat(hasKeys(replica)).isTrue();
                    staleReadDetector.assertNothingStale();
                });
    }

    @Test
    void aReplicaPromotedInAClusterIsIdentified() {
        List<RedisProcess> primaries = cluster();
        RedisProcess owner = owner(primaries);
        RedisProcess replica = replicaOf(owner);
        application.withPropertyValues(nodes(primaries)).run(context -> {
            var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
            staleReadDetector.store();
            Awaitility.await().until(() -> hasKeys(replica));
            stopReplication(owner);
            staleReadDetector.delete();

            owner.kill();
            takeOver(replica);
            staleReadDetector.assertOtherServersIdentified();
            assertThat(hasKeys(replica)).isTrue();
            staleReadDetector.assertNothingStale();
        });
    }

    @Test
    void aFormerPrimaryPromotedAgainIsIdentified() {
        List<RedisProcess> primaries = cluster();
        RedisProcess owner = owner(primaries);
        RedisProcess replica = replicaOf(owner);
        application.withPropertyValues(nodes(primaries)).run(context -> {
            var staleReadDetector = new StaleReadDetector(context.getBean(Redis.class));
            staleReadDetector.store();
            Awaitility.await().until(() -> hasKeys(replica));
            takeOver(replica);
            staleReadDetector.assertOtherServersIdentified();
            Awaitility.await().atMost(TIMEOUT).until(() -> isReplica(owner));
            staleReadDetector.store();
            Awaitility.await().until(() -> hasKeys(owner));
            stopReplication(replica);
            staleReadDetector.delete();

            takeOver(owner);
            staleReadDetector.assertOtherServersIdentified();
            assertThat(hasKeys(owner)).isTrue();
            staleReadDetector.assertNothingStale();
        });
    }

    /** Reads the key continually and records values that were read after the deletion. */
    private static final class StaleReadDetector {
        private final Redis redis;
        private final List<String> stale = new ArrayList<>();
        private String serverId = "";
        private boolean deleteAcknowledged;
        private boolean identifies = true;
        private Duration allowedStaleness = Duration.ZERO;
        private long deletedAt;

        StaleReadDetector(Redis redis) {
            this.redis = redis;
        }

        void store() {
            deleteAcknowledged = false;
            Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
                redis.identifyServers();
                serverId = String.valueOf(redis.serverId());
                redis.runScript(serverId, Script.of("return redis.call('SET', KEYS[1], 'older')"), KEY);
                return redis.get(serverId, KEY) != null;
            });
        }

        void delete() {
            Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
                redis.identifyServers();
                redis.delete(serverId, List.of(KEY)).join();
                return true;
            });
            deleteAcknowledged = true;
            deletedAt = System.nanoTime();
        }

        void readFor(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            readUntil(() -> System.nanoTime() > end);
        }

        void readUntil(BooleanSupplier condition) {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(() -> {
                        boolean met = condition.getAsBoolean();
                        read();
                        if (identifies) {
                            redis.identifyServers();
                        }
                        read();
                        return met;
                    });
        }

        private void read() {
            long start = System.nanoTime();
            try {
                byte[] found = redis.get(serverId, KEY);
                if (deleteAcknowledged && found != null && start - deletedAt > allowedStaleness.toNanos()) {
                    stale.add("%.3f s later".formatted((start - deletedAt) / 1e9));
                }
            } catch (RedisUnavailable e) {
                // The reader would use PostgreSQL.
            }
        }

        void assertOtherServersIdentified() {
            readUntil(() -> redis.serverId() != null && !serverId.equals(redis.serverId()));
        }

        void assertNothingStale() {
            assertThat(stale).isEmpty();
        }
    }

    /** Stores the key on both servers and deletes it on the primary only. */
    private static void storeOnBothDeleteOnPrimary(
            RedisProcess primary, RedisProcess older, StaleReadDetector staleReadDetector) {
        // A server starts another history when it gets its first replica.
        follow(older, primary);
        Awaitility.await().until(() -> isReplica(older));
        staleReadDetector.store();
        Awaitility.await().until(() -> hasKeys(older));
        promote(older);
        staleReadDetector.delete();
    }

    private RedisProcess server(String... settings) {
        RedisProcess server = RedisProcess.start(settings);
        servers.add(server);
        return server;
    }

    private List<RedisProcess> cluster() {
        List<RedisProcess> nodes = Stream.generate(() -> server("--cluster-enabled", "yes"))
                .limit(3)
                .toList();
        RedisDeploymentsTest.formCluster(nodes);
        return nodes;
    }

    private static RedisProcess owner(List<RedisProcess> primaries) {
        return primaries.get(IntStream.range(0, 3)
                .filter(i -> SLOT < 16_384 * (i + 1) / 3)
                .findFirst()
                .orElseThrow());
    }

    private RedisProcess replicaOf(RedisProcess primary) {
        RedisProcess replica = server("--cluster-enabled", "yes");
        String id = query(primary, redis -> redis.clusterMyId());
        query(replica, redis -> redis.clusterMeet("127.0.0.1", primary.port()));
        Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            query(replica, redis -> redis.clusterReplicate(id));
            return true;
        });
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> query(replica, redis -> redis.info("replication")).contains("master_link_status:up"));
        awaitKnownToAll(replica);
        return replica;
    }

    /** A node that does not know the replica yet never learns of its promotion once the primary, which could tell, is killed. */
    private void awaitKnownToAll(RedisProcess replica) {
        String id = query(replica, redis -> redis.clusterMyId());
        for (RedisProcess node : servers) {
            Awaitility.await().atMost(TIMEOUT).until(() -> {
                String known = query(node, redis -> redis.clusterNodes());
                return known.contains(id) && !known.contains("handshake");
            });
        }
    }

    private static String nodes(List<RedisProcess> primaries) {
        return "spring.data.redis.cluster.nodes="
                + String.join(
                        ",",
                        primaries.stream()
                                .map(server -> "127.0.0.1:" + server.port())
                                .toList());
    }

    private static String url(RedisProcess server, String user) {
        return "spring.data.redis.url=redis://" + user + "127.0.0.1:" + server.port();
    }

    private static boolean hasKeys(RedisProcess server) {
        return query(server, redis -> redis.dbsize()) > 0;
    }

    private static boolean isReplica(RedisProcess server) {
        String info = query(server, redis -> redis.info("replication"));
        return info.contains("role:slave") && info.contains("master_link_status:up");
    }

    private static void follow(RedisProcess replica, RedisProcess primary) {
        query(replica, redis -> redis.replicaof("127.0.0.1", primary.port()));
    }

    private static void promote(RedisProcess replica) {
        query(replica, redis -> redis.replicaofNoOne());
    }

    private static void takeOver(RedisProcess replica) {
        query(replica, redis -> redis.clusterFailover(false, true));
    }

    /** The primary's replicas receive nothing from now on. */
    private static void stopReplication(RedisProcess primary) {
        dispatch(primary, CommandType.ACL, "SETUSER", "default", "-psync", "-sync");
        dispatch(primary, CommandType.CLIENT, "KILL", "TYPE", "replica");
        Awaitility.await()
                .until(() -> query(primary, redis -> redis.info("replication")).contains("connected_slaves:0"));
    }

    private static void dispatch(RedisProcess server, ProtocolKeyword command, String... words) {
        var arguments = new CommandArgs<>(StringCodec.UTF8);
        Stream.of(words).forEach(arguments::add);
        query(server, redis -> redis.dispatch(command, new NestedMultiOutput<>(StringCodec.UTF8), arguments));
    }

    private static <T> T query(RedisProcess server, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
