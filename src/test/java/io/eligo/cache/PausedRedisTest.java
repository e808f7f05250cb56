package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.servers.EligoTest;
import io.eligo.servers.RedisProcess;
import io.eligo.servers.TableCleaner;
import io.eligo.servers.TcpProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A Redis that answers reads and holds back writes, as during a planned failover, or that answers late or not at all: no user
 * is granted what was revoked a second ago, neither on the evicting node nor on a reading one.
 */
@EligoTest
@Import(PausedRedisTest.ProxiedRedisConfiguration.class)
@TestPropertySource(properties = {"eligo.roles=api,console,worker", "eligo.redis.timeout=PT0.05S"})
@DirtiesContext
class PausedRedisTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final int USERS = 50;

    // A change may take one second; a quarter of it is reserved for the path from the source table to the grants.
    private static final Duration MAX_STALENESS = Duration.ofMillis(750);

    private static final RedisProcess REDIS = RedisProcess.start();
    private static final TcpProxy PROXY = TcpProxy.to(REDIS.port());

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

    private final List<UUID> users =
            Stream.generate(UUID::randomUUID).limit(USERS).toList();

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

    @BeforeEach
    void insertCachedCustomers() {
        TableCleaner.empty(jdbc, "merchant, customer_type, user_grants");
        jdbc.sql("INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'x')")
                .param(DUKA)
                .update();
        users.forEach(user -> jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip')")
                .params(user, DUKA)
                .update());
        inTransaction(() -> reconciler.reconcile(users));
        awaitHits();
    }

    @AfterAll
    static void close() {
        PROXY.close();
        REDIS.close();
    }

    @Test
    void noStaleReadWhileWritesArePaused() {
        assertNoStaleReadDuringPause(Duration.ofSeconds(3), USERS, "WRITE");
    }

    @ParameterizedTest
    @CsvSource({"3, 1, WRITE", "3, 50, ALL", "25, 1, WRITE", "25, 50, WRITE", "25, 50, ALL"})
    @Tag("long")
    void noStaleReadWhileCommandsArePausedForLong(int seconds, int changed, String held) {
        assertNoStaleReadDuringPause(Duration.ofSeconds(seconds), changed, held);
    }

    private void assertNoStaleReadDuringPause(Duration pause, int changed, String held) {
        pause(pause, held);
        long end = System.nanoTime() + pause.toNanos();
        revokeAndAssertNoStaleRead(changed, end);
        awaitHits();
        System.out.printf(
                "PausedRedisTest: hits %.1f s after %s s of %s%n", (System.nanoTime() - end) / 1e9, pause, held);
    }

    @Test
    void noStaleReadWhileTheServerHangs() {
        REDIS.pause();
        revokeAndAssertNoStaleRead(
                USERS, System.nanoTime() + Duration.ofSeconds(2).toNanos());
        REDIS.resume();
        awaitHits();
    }

    @Test
    void noStaleReadWhileTheServerIsSlow() {
        PROXY.setDelay(30);
        revokeAndAssertNoStaleRead(
                USERS, System.nanoTime() + Duration.ofSeconds(2).toNanos());
        PROXY.setDelay(0);
        awaitHits();
    }

    @Test
    void noStaleReadWhenTheEvictingProcessDies() {
        revoke(USERS, true);
        assertNoStaleRead(
                System.nanoTime(),
                USERS,
                System.nanoTime() + Duration.ofSeconds(2).toNanos());
        awaitHits();
    }

    @Test
    void manyEvictionsDoNotCloseTheCache() {
        evictOften(100);
    }

    @Test
    @Tag("long")
    void stillMoreEvictionsDoNotCloseTheCache() {
        evictOften(300);
    }

    private void evictOften(int commits) {
        String namespace = catalog.current().state(PolledCacheState.class).openNamespace();
        for (int commit = 0; commit < commits; commit++) {
            inTransaction(() ->
                    grants.evict(Stream.generate(UUID::randomUUID).limit(1_000).toList()));
        }
        cacheFixture.awaitEvictions();
        awaitHits();
        assertThat(catalog.current().state(PolledCacheState.class).openNamespace())
                .isEqualTo(namespace);
    }

    private void revokeAndAssertNoStaleRead(int changed, long until) {
        revoke(changed, false);
        assertNoStaleRead(System.nanoTime(), changed, until);
    }

    private void revoke(int changed, boolean dying) {
        List<UUID> revoked = users.subList(0, changed);
        inTransaction(() -> {
            jdbc.sql("DELETE FROM customer_type WHERE user_id = ANY (?)")
                    .param(revoked.toArray(UUID[]::new))
                    .update();
            reconciler.reconcile(revoked);
            if (dying) {
                TransactionSynchronizationManager.clearSynchronization();
                TransactionSynchronizationManager.initSynchronization();
            }
        });
    }

    private void assertNoStaleRead(long committed, int changed, long until) {
        var another = new OtherNodeFixture(leasedCacheFactory, grants, catalog);
        for (int read = 0; System.nanoTime() < until || read < USERS; read++) {
            UUID user = users.get(read % changed);
            long start = System.nanoTime();
            GrantsWithSource grantsWithSource = read % 2 == 0 ? grants.get(user) : another.get(user);
            if (start - committed > MAX_STALENESS.toNanos()) {
                assertThat(grantsWithSource.grants().relations())
                        .as("%.3f s after the commit, from %s", (start - committed) / 1e9, grantsWithSource.source())
                        .isEmpty();
            }
        }
    }

    private void awaitHits() {
        // Each user once: on a busy machine there are few moments at which all reads are answered in time.
        var missing = new HashSet<>(users);
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            missing.removeIf(user -> grants.get(user).source() == GrantsWithSource.GrantsSource.CACHE);
            return missing.isEmpty();
        });
    }

    private static void pause(Duration pause, String held) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", REDIS.port()));
        try (var connection = client.connect()) {
            connection
                    .sync()
                    .dispatch(
                            CommandType.CLIENT,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8)
                                    .add("PAUSE")
                                    .add(pause.toMillis())
                                    .add(held));
        } finally {
            client.shutdown();
        }
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }
}
