package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.servers.EligoTest;
import io.eligo.servers.RedisProcess;
import io.eligo.servers.TcpProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

/** Outages of Redis under concurrent reads and writes: no read fails or is wrong, and hits resume without intervention. */
@EligoTest
@Import(RedisOutageTest.ProxiedRedisConfiguration.class)
@TestPropertySource(properties = {"eligo.roles=api,console,worker", "eligo.redis.timeout=PT0.05S"})
@DirtiesContext
class RedisOutageTest {
    private static final RedisProcess REDIS = RedisProcess.start("--maxmemory-policy", "noeviction");
    private static final TcpProxy PROXY = TcpProxy.to(REDIS.port());
    private static final Duration OUTAGE_DURATION = Duration.ofMillis(1_500);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    Catalog catalog;

    @Autowired
    LeasedCacheFactory leasedCacheFactory;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    PlatformTransactionManager transactions;

    private MovingCustomersFixture customers;

    @TestConfiguration(proxyBeanMethods = false)
    static class ProxiedRedisConfiguration {
        @Bean
        @Primary
        DataRedisConnectionDetails proxiedConnectionDetails() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("127.0.0.1", PROXY.port());
                }
            };
        }
    }

    enum Outage {
        KILLED(RedisProcess::kill, RedisProcess::restart),
        RESTARTED_EMPTY(RedisProcess::restart, redis -> {}),
        PAUSED(RedisProcess::pause, RedisProcess::resume),
        REFUSED(redis -> PROXY.rejectConnections(), redis -> PROXY.acceptConnections()),
        SLOW(redis -> PROXY.setDelay(200), redis -> PROXY.setDelay(0)),
        FULL(redis -> maxMemory("1"), redis -> maxMemory("0"));

        private final Consumer<RedisProcess> begin;
        private final Consumer<RedisProcess> end;

        Outage(Consumer<RedisProcess> begin, Consumer<RedisProcess> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @BeforeEach
    void customers() {
        customers = new MovingCustomersFixture(
                jdbc, grants, reconciler, new OtherNodeFixture(leasedCacheFactory, grants, catalog), transactions);
        customers.insertCustomers();
        awaitHits("the start");
    }

    @AfterAll
    static void close() {
        PROXY.close();
        REDIS.close();
    }

    @ParameterizedTest
    @EnumSource
    void noReadFailsOrIsStaleDuringAnOutage(Outage outage) throws InterruptedException {
        customers.start();
        Thread.sleep(OUTAGE_DURATION.toMillis() / 3);
        outage.begin.accept(REDIS);
        Thread.sleep(OUTAGE_DURATION.toMillis());
        outage.end.accept(REDIS);
        awaitHits(outage.name());
        Thread.sleep(OUTAGE_DURATION.toMillis() / 3);
        customers.stop();
        assertThat(customers.failures()).isEmpty();
        cacheFixture.awaitEvictions();
        customers.assertCachedGrantsMatchTable();
    }

    @Test
    void foreignOrCorruptBytesAreRejected() throws InterruptedException {
        customers.start();
        withRedis(redis -> {
            byte[] previous = null;
            for (int round = 0; round < 100; round++) {
                for (UUID user : customers.users()) {
                    byte[] key = cacheFixture.key(user);
                    byte[] found = redis.sync().get(key);
                    byte[] corrupt = switch (round % 5) {
                        case 0 -> "{\"offers\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                        case 1 -> new byte[0];
                        case 2 -> found == null ? new byte[1] : Arrays.copyOf(found, found.length / 2);
                        case 3 -> withOlderVersion(found);
                        default -> previous == null ? new byte[64] : previous;
                    };
                    previous = found;
                    redis.sync().psetex(key, 60_000, corrupt);
                }
            }
        });
        awaitHits("corrupt bytes");
        customers.stop();
        assertThat(customers.failures()).isEmpty();
        cacheFixture.awaitEvictions();
        customers.assertCachedGrantsMatchTable();
    }

    private static byte[] withOlderVersion(byte[] found) {
        if (found == null || found.length < 2) {
            return new byte[] {'V', 0};
        }
        byte[] older = found.clone();
        older[1]--;
        return older;
    }

    private void awaitHits(String after) {
        long start = System.nanoTime();
        UUID user = customers.users().get(0);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> IntStream.range(0, 3)
                        .allMatch(i -> grants.get(user).source() == GrantsWithSource.GrantsSource.CACHE));
        System.out.printf("RedisOutageTest: hits %.1f s after %s%n", (System.nanoTime() - start) / 1e9, after);
    }

    private static void maxMemory(String bytes) {
        withRedis(redis -> redis.sync().configSet("maxmemory", bytes));
    }

    private static void withRedis(Consumer<StatefulRedisConnection<byte[], byte[]>> work) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", REDIS.port()));
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            work.accept(connection);
        } finally {
            client.shutdown();
        }
    }
}
