package io.eligo.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.metrics.MeterFactory;
import io.eligo.platform.threads.Executors;
import io.eligo.servers.RedisProcess;
import io.eligo.servers.TcpProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;

/** The same commands work with every deployment that {@code spring.data.redis} can name. */
class RedisDeploymentsTest {
    private static final Script SWAP = Script.of("""
            local before = redis.call('GET', KEYS[1])
            redis.call('SET', KEYS[1], ARGV[1], 'PX', 10000)
            return before
            """);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            // If the environment names a Redis for the tests, that address would take precedence over a host's name.
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withUserConfiguration(Executors.class, LettuceOptions.class, RedisPresence.class, Redis.class)
            .withUserConfiguration(MeterFactory.class, SimpleMeterRegistry.class)
            .withPropertyValues(
                    "spring.data.redis.connect-timeout=1s",
                    "spring.data.redis.timeout=5s",
                    // A short timeout would fail on a busy machine, which is not tested here.
                    "eligo.redis.timeout=1s");

    @Test
    void connectsToAStandaloneServer() {
        try (var redis = RedisProcess.start()) {
            assertCommandsWork("spring.data.redis.url=redis://127.0.0.1:" + redis.port());
        }
    }

    @Test
    void connectsAsAnAclUser() {
        String users =
                "--user default off --user ann on >secret ~eligo:* +@connection +get +set +del +eval +evalsha +info";
        try (var redis = RedisProcess.start(users.split(" "))) {
            assertCommandsWork("spring.data.redis.url=redis://ann:secret@127.0.0.1:" + redis.port());
        }
    }

    @Test
    void connectsThroughTls(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        try (var redis = RedisProcess.start();
                var tcpProxy = TcpProxy.to(redis.port(), createTlsServerSocketFactory(store))) {
            assertCommandsWork(
                    "spring.data.redis.host=localhost",
                    "spring.data.redis.port=" + tcpProxy.port(),
                    "spring.data.redis.ssl.bundle=redis",
                    "spring.ssl.bundle.jks.redis.truststore.location=file:" + store,
                    "spring.ssl.bundle.jks.redis.truststore.password=secret");
        }
    }

    @Test
    void connectsToACluster() {
        List<RedisProcess> nodes = Stream.generate(
                        () -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"))
                .limit(3)
                .toList();
        try {
            formCluster(nodes);
            assertCommandsWork("spring.data.redis.cluster.nodes=127.0.0.1:%d,127.0.0.1:%d"
                    .formatted(nodes.get(0).port(), nodes.get(1).port()));
        } finally {
            nodes.forEach(RedisProcess::close);
        }
    }

    @Test
    void doesNotConnectWithoutAConfiguredAddress() {
        application.run(context -> {
            Redis redis = context.getBean(Redis.class);
            redis.identifyServers();
            assertThat(redis.configured()).isFalse();
            assertThat(redis.serverId()).isNull();
            assertThatThrownBy(() -> redis.get("any server", key(0))).isInstanceOf(RedisUnavailable.class);
        });
    }

    @Test
    void aRestartedServerHasAnotherId() {
        try (var server = RedisProcess.start()) {
            application
                    .withPropertyValues("spring.data.redis.url=redis://127.0.0.1:" + server.port())
                    .run(context -> {
                        Redis redis = context.getBean(Redis.class);
                        String before = awaitServerId(redis);
                        server.restart();
                        Awaitility.await().until(() -> redis.serverId() == null);
                        assertThatThrownBy(() -> redis.get(before, key(0))).isInstanceOf(RedisUnavailable.class);
                        String after = awaitServerId(redis);
                        assertThat(after).isNotEqualTo(before);
                        assertThatThrownBy(() -> redis.get(before, key(0))).isInstanceOf(RedisUnavailable.class);
                        assertThat(redis.get(after, key(0))).isNull();
                    });
        }
    }

    private void assertCommandsWork(String... properties) {
        application.withPropertyValues(properties).run(context -> {
            Redis redis = context.getBean(Redis.class);
            assertThat(redis.configured()).isTrue();
            List<byte[]> keys =
                    IntStream.range(0, 100).mapToObj(RedisDeploymentsTest::key).toList();
            // A cluster's connections are opened on demand, and after each the servers have to be identified again.
            String servers = Awaitility.await().ignoreExceptions().until(() -> getAll(redis, keys), found -> true);
            for (byte[] key : keys) {
                assertThat(redis.runScript(servers, SWAP, key, "one".getBytes(UTF_8)))
                        .isNull();
                assertThat(redis.runScript(servers, SWAP, key, "two".getBytes(UTF_8)))
                        .isEqualTo("one".getBytes(UTF_8));
                assertThat(redis.get(servers, key)).isEqualTo("two".getBytes(UTF_8));
            }
            Awaitility.await().ignoreExceptions().until(() -> deleteAll(redis, keys));
            for (byte[] key : keys) {
                assertThat(redis.get(servers, key)).isNull();
            }
        });
    }

    private static String getAll(Redis redis, List<byte[]> keys) throws RedisUnavailable {
        String servers = awaitServerId(redis);
        for (byte[] key : keys) {
            redis.get(servers, key);
        }
        return servers;
    }

    private static boolean deleteAll(Redis redis, List<byte[]> keys) {
        redis.delete(awaitServerId(redis), keys).join();
        return true;
    }

    private static String awaitServerId(Redis redis) {
        Awaitility.await().until(() -> {
            redis.identifyServers();
            return redis.serverId() != null;
        });
        return String.valueOf(redis.serverId());
    }

    private static byte[] key(int number) {
        return ("eligo:" + number).getBytes(UTF_8);
    }

    private static ServerSocketFactory createTlsServerSocketFactory(Path store) throws Exception {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(
                List.of("-genkeypair -alias redis -keyalg EC -dname CN=localhost -ext SAN=dns:localhost -validity 2"
                        .split(" ")));
        words.addAll(List.of("-storepass", "secret", "-keystore", store.toString()));
        int made = new ProcessBuilder(words).inheritIO().start().waitFor();
        assertThat(made).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    static void formCluster(List<RedisProcess> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            RedisClient client =
                    RedisClient.create(RedisURI.create("127.0.0.1", nodes.get(i).port()));
            try (var connection = client.connect()) {
                connection.sync().clusterMeet("127.0.0.1", nodes.get(0).port());
                int from = 16_384 * i / nodes.size();
                connection
                        .sync()
                        .clusterAddSlots(IntStream.range(from, 16_384 * (i + 1) / nodes.size())
                                .toArray());
            } finally {
                client.shutdown();
            }
        }
        for (RedisProcess node : nodes) {
            RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", node.port()));
            try (var connection = client.connect()) {
                Awaitility.await()
                        .until(() -> connection.sync().clusterInfo().contains("cluster_state:ok")
                                && connection.sync().clusterInfo().contains("cluster_known_nodes:" + nodes.size()));
            } finally {
                client.shutdown();
            }
        }
    }
}
