package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.grants.AnotherNode;
import io.eligo.grants.Granted;
import io.eligo.grants.Grants;
import io.eligo.servers.EligoTest;
import io.eligo.servers.Passage;
import io.eligo.servers.RedisProcess;
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

/** Whatever happens to Redis while many read and some write: no read fails or is wrong, and hits come back by themselves. */
@EligoTest
@Import({RedisTroubleTest.ThroughAPassage.class, CacheHand.class})
@TestPropertySource(properties = "eligo.roles=api,console,worker")
@DirtiesContext
class RedisTroubleTest {
    private static final RedisProcess REDIS = RedisProcess.start("--maxmemory-policy", "noeviction");
    private static final Passage PASSAGE = Passage.to(REDIS.port());
    private static final Duration TROUBLE = Duration.ofMillis(1_500);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    Catalog catalog;

    @Autowired
    Cache cache;

    @Autowired
    CacheHand hand;

    @Autowired
    PlatformTransactionManager transactions;

    private MovingCustomers customers;

    @TestConfiguration(proxyBeanMethods = false)
    static class ThroughAPassage {
        @Bean
        @Primary
        DataRedisConnectionDetails throughThePassage() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("127.0.0.1", PASSAGE.port());
                }
            };
        }
    }

    enum Trouble {
        KILLED(RedisProcess::kill, RedisProcess::restart),
        RESTARTED_EMPTY(RedisProcess::restart, redis -> {}),
        PAUSED(RedisProcess::pause, RedisProcess::resume),
        REFUSED(redis -> PASSAGE.refuse(), redis -> PASSAGE.admit()),
        SLOW(redis -> PASSAGE.slow(200), redis -> PASSAGE.slow(0)),
        FULL(redis -> maxMemory("1"), redis -> maxMemory("0"));

        private final Consumer<RedisProcess> begin;
        private final Consumer<RedisProcess> end;

        Trouble(Consumer<RedisProcess> begin, Consumer<RedisProcess> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @BeforeEach
    void customers() {
        customers = new MovingCustomers(jdbc, grants, new AnotherNode(cache, grants, catalog), transactions);
        customers.fill();
        awaitHits("the start");
    }

    @AfterAll
    static void end() {
        PASSAGE.close();
        REDIS.close();
    }

    @ParameterizedTest
    @EnumSource
    void noReadFailsOrIsWrong(Trouble trouble) throws InterruptedException {
        customers.start();
        Thread.sleep(TROUBLE.toMillis() / 3);
        trouble.begin.accept(REDIS);
        Thread.sleep(TROUBLE.toMillis());
        trouble.end.accept(REDIS);
        awaitHits(trouble.name());
        Thread.sleep(TROUBLE.toMillis() / 3);
        customers.stop();
        assertThat(customers.failures()).isEmpty();
        hand.waitForEvictions();
        customers.assertThatCopiesAreRight();
    }

    @Test
    void bytesThatAreNoneOfOursAreNotBelieved() throws InterruptedException {
        customers.start();
        withRedis(redis -> {
            byte[] of = null;
            for (int round = 0; round < 100; round++) {
                for (UUID user : customers.users()) {
                    byte[] key = hand.key(user);
                    byte[] found = redis.sync().get(key);
                    byte[] lie = switch (round % 5) {
                        case 0 -> "{\"offers\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                        case 1 -> new byte[0];
                        case 2 -> found == null ? new byte[1] : Arrays.copyOf(found, found.length / 2);
                        case 3 -> older(found);
                        default -> of == null ? new byte[64] : of;
                    };
                    of = found;
                    redis.sync().psetex(key, 60_000, lie);
                }
            }
        });
        awaitHits("lies");
        customers.stop();
        assertThat(customers.failures()).isEmpty();
        hand.waitForEvictions();
        customers.assertThatCopiesAreRight();
    }

    private static byte[] older(byte[] found) {
        if (found == null || found.length < 2) {
            return new byte[] {'V', 0};
        }
        byte[] older = found.clone();
        older[1]--;
        return older;
    }

    private void awaitHits(String after) {
        long begun = System.nanoTime();
        UUID user = customers.users().get(0);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> IntStream.range(0, 3).allMatch(i -> grants.of(user).source() == Granted.Source.CACHE));
        System.out.printf("RedisTroubleTest: hits %.1f s after %s%n", (System.nanoTime() - begun) / 1e9, after);
    }

    private static void maxMemory(String bytes) {
        withRedis(redis -> redis.sync().configSet("maxmemory", bytes));
    }

    private static void withRedis(Consumer<StatefulRedisConnection<byte[], byte[]>> deed) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", REDIS.port()));
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            deed.accept(connection);
        } finally {
            client.shutdown();
        }
    }
}
