package io.eligo.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
 * Servers that come to hold what was deleted on them, because they follow others or take over from others: what they answer is not
 * taken for an answer of the servers that acknowledged the deletion.
 */
class FailoverTest {
    private static final byte[] KEY = "eligo:1".getBytes(UTF_8);
    private static final int SLOT = SlotHash.getSlot(KEY);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<RedisProcess> servers = new ArrayList<>();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withUserConfiguration(RedisOptions.class, RedisAddress.class, Redis.class)
            .withPropertyValues(
                    "spring.data.redis.connect-timeout=1s", "spring.data.redis.timeout=1s", "eligo.redis.timeout=1s");

    @AfterEach
    void gone() {
        servers.forEach(RedisProcess::close);
    }

    @Test
    void oneThatIsToldToFollowAnOlderOneIsNotBelieved() {
        RedisProcess primary = server();
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var reader = new Reader(context.getBean(Redis.class));
            leaveBehind(primary, older, reader);

            follow(primary, older);
            reader.readUntil(() -> holdsAKey(primary));
            reader.readFor(Duration.ofSeconds(1));
            assertThat(reader.redis.servers()).isNull();
            reader.assertNothingStale();

            promote(primary);
            reader.assertAcquaintedWithOthers();
            reader.assertNothingStale();
        });
    }

    @Test
    void norIfItMayNotSayThatItIsEmptied() {
        RedisProcess primary = server("--user default on nopass ~* +@all -client".split(" "));
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var reader = new Reader(context.getBean(Redis.class));
            leaveBehind(primary, older, reader);

            follow(primary, older);
            // From here on it is asked in vain.
            reader.allowed = Duration.ofMillis(750);
            reader.deleted = System.nanoTime();
            reader.readUntil(() -> holdsAKey(primary));
            reader.readFor(Duration.ofSeconds(1));
            reader.assertNothingStale();
        });
    }

    @Test
    void oneThatFollowedForAMomentBetweenTwoQuestions() {
        RedisProcess primary = server();
        RedisProcess older = server();
        application.withPropertyValues(url(primary, "")).run(context -> {
            var reader = new Reader(context.getBean(Redis.class));
            leaveBehind(primary, older, reader);

            reader.asks = false;
            follow(primary, older);
            reader.readUntil(() -> holdsAKey(primary));
            promote(primary);
            reader.readFor(Duration.ofMillis(500));
            reader.asks = true;
            reader.assertAcquaintedWithOthers();
            reader.assertNothingStale();
        });
    }

    @Test
    void aReplicaIsNotBelieved() {
        RedisProcess primary = server();
        RedisProcess replica = server();
        follow(replica, primary);
        application.withPropertyValues(url(replica, "")).run(context -> {
            Redis redis = context.getBean(Redis.class);
            redis.acquaint();
            assertThat(redis.servers()).isNull();
            assertThat(redis.answering()).isFalse();
        });
    }

    @Test
    void theReplicaThatSentinelPromotes() {
        RedisProcess primary = server();
        RedisProcess replica = server();
        follow(replica, primary);
        RedisProcess sentinel = RedisProcess.sentinelOf(primary);
        servers.add(sentinel);
        Awaitility.await()
                .atMost(LONG)
                .until(() -> asked(sentinel, redis -> redis.info("sentinel")).contains("slaves=1"));
        application
                .withPropertyValues(
                        "spring.data.redis.sentinel.master=watched",
                        "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port())
                .run(context -> {
                    var reader = new Reader(context.getBean(Redis.class));
                    reader.store();
                    Awaitility.await().until(() -> holdsAKey(replica));
                    cutOff(primary);
                    reader.delete();

                    primary.kill();
                    reader.assertAcquaintedWithOthers();
                    assertThat(holdsAKey(replica)).isTrue();
                    reader.assertNothingStale();
                });
    }

    @Test
    void theReplicaThatTakesOverInACluster() {
        List<RedisProcess> primaries = cluster();
        RedisProcess owner = owner(primaries);
        RedisProcess replica = replicaOf(owner);
        application.withPropertyValues(nodes(primaries)).run(context -> {
            var reader = new Reader(context.getBean(Redis.class));
            reader.store();
            Awaitility.await().until(() -> holdsAKey(replica));
            cutOff(owner);
            reader.delete();

            owner.kill();
            takeOver(replica);
            reader.assertAcquaintedWithOthers();
            assertThat(holdsAKey(replica)).isTrue();
            reader.assertNothingStale();
        });
    }

    @Test
    void thePrimaryThatTakesOverAgain() {
        List<RedisProcess> primaries = cluster();
        RedisProcess owner = owner(primaries);
        RedisProcess replica = replicaOf(owner);
        application.withPropertyValues(nodes(primaries)).run(context -> {
            var reader = new Reader(context.getBean(Redis.class));
            reader.store();
            Awaitility.await().until(() -> holdsAKey(replica));
            takeOver(replica);
            reader.assertAcquaintedWithOthers();
            Awaitility.await().atMost(LONG).until(() -> isReplica(owner));
            reader.store();
            Awaitility.await().until(() -> holdsAKey(owner));
            cutOff(replica);
            reader.delete();

            takeOver(owner);
            reader.assertAcquaintedWithOthers();
            assertThat(holdsAKey(owner)).isTrue();
            reader.assertNothingStale();
        });
    }

    /** Reads the key all the time, as it was before it was deleted or not. */
    private static final class Reader {
        private final Redis redis;
        private final List<String> stale = new ArrayList<>();
        private String known = "";
        private boolean gone;
        private boolean asks = true;
        private Duration allowed = Duration.ZERO;
        private long deleted;

        Reader(Redis redis) {
            this.redis = redis;
        }

        void store() {
            gone = false;
            Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
                redis.acquaint();
                known = String.valueOf(redis.servers());
                redis.run(known, Script.of("return redis.call('SET', KEYS[1], 'older')"), KEY);
                return redis.get(known, KEY) != null;
            });
        }

        void delete() {
            Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
                redis.acquaint();
                redis.delete(known, List.of(KEY)).join();
                return true;
            });
            gone = true;
            deleted = System.nanoTime();
        }

        void readFor(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            readUntil(() -> System.nanoTime() > end);
        }

        void readUntil(BooleanSupplier condition) {
            Awaitility.await()
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(() -> {
                        boolean met = condition.getAsBoolean();
                        read();
                        if (asks) {
                            redis.acquaint();
                        }
                        read();
                        return met;
                    });
        }

        private void read() {
            long begun = System.nanoTime();
            try {
                byte[] found = redis.get(known, KEY);
                if (gone && found != null && begun - deleted > allowed.toNanos()) {
                    stale.add("%.3f s later".formatted((begun - deleted) / 1e9));
                }
            } catch (RedisTrouble e) {
                // Read elsewhere.
            }
        }

        void assertAcquaintedWithOthers() {
            readUntil(() -> redis.servers() != null && !known.equals(redis.servers()));
        }

        void assertNothingStale() {
            assertThat(stale).isEmpty();
        }
    }

    /** Stored and deleted on the one, and on the other stored. */
    private static void leaveBehind(RedisProcess primary, RedisProcess older, Reader reader) {
        // A server that gets its first replica begins another history.
        follow(older, primary);
        Awaitility.await().until(() -> isReplica(older));
        reader.store();
        Awaitility.await().until(() -> holdsAKey(older));
        promote(older);
        reader.delete();
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
        AddressesTest.join(nodes);
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
        String id = asked(primary, redis -> redis.clusterMyId());
        asked(replica, redis -> redis.clusterMeet("127.0.0.1", primary.port()));
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
            asked(replica, redis -> redis.clusterReplicate(id));
            return true;
        });
        Awaitility.await()
                .atMost(LONG)
                .until(() -> asked(replica, redis -> redis.info("replication")).contains("master_link_status:up"));
        return replica;
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

    private static boolean holdsAKey(RedisProcess server) {
        return asked(server, redis -> redis.dbsize()) > 0;
    }

    private static boolean isReplica(RedisProcess server) {
        String info = asked(server, redis -> redis.info("replication"));
        return info.contains("role:slave") && info.contains("master_link_status:up");
    }

    private static void follow(RedisProcess replica, RedisProcess primary) {
        asked(replica, redis -> redis.replicaof("127.0.0.1", primary.port()));
    }

    private static void promote(RedisProcess replica) {
        asked(replica, redis -> redis.replicaofNoOne());
    }

    private static void takeOver(RedisProcess replica) {
        asked(replica, redis -> redis.clusterFailover(false, true));
    }

    /** Its replicas get nothing any more. */
    private static void cutOff(RedisProcess primary) {
        tell(primary, CommandType.ACL, "SETUSER", "default", "-psync", "-sync");
        tell(primary, CommandType.CLIENT, "KILL", "TYPE", "replica");
        Awaitility.await()
                .until(() -> asked(primary, redis -> redis.info("replication")).contains("connected_slaves:0"));
    }

    private static void tell(RedisProcess server, ProtocolKeyword command, String... words) {
        var arguments = new CommandArgs<>(StringCodec.UTF8);
        Stream.of(words).forEach(arguments::add);
        asked(server, redis -> redis.dispatch(command, new NestedMultiOutput<>(StringCodec.UTF8), arguments));
    }

    private static <T> T asked(RedisProcess server, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
