package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.servers.EligoTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The number of Redis commands and PostgreSQL statements of one read of grants. */
@EligoTest
@Import({StepGateDatabaseConfiguration.class, StepGateRedisConfiguration.class})
class GrantsReadCostTest {
    private static final UUID DUKA = new UUID(1, 1);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    Catalog catalog;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    PlatformTransactionManager transactions;

    private final UUID user = UUID.randomUUID();

    @BeforeEach
    void aCustomer() throws InterruptedException {
        jdbc.sql(
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'x') ON CONFLICT DO NOTHING")
                .param(DUKA)
                .update();
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip')")
                .params(user, DUKA)
                .update();
        new TransactionTemplate(transactions).executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        cacheFixture.awaitOpen();
        // From here on the servers have the scripts loaded.
        steps(() -> grants.get(UUID.randomUUID()));
        catalog.refresh();
    }

    @Test
    void aHitIsOneGetAndNoStatement() {
        assertHit(user);
    }

    @Test
    void aMissIsTwoCommandsMoreAndOneStatement() {
        assertThat(readWithCache(user))
                .isEqualTo(new Read(
                        GrantsWithSource.GrantsSource.TABLE, List.of("GET", "EVALSHA", "executeQuery", "EVALSHA")));
    }

    @Test
    void anUnknownUserStoresNoRowAndIsAHitAfterwards() {
        UUID unknownUser = UUID.randomUUID();
        Read miss = readWithCache(unknownUser);
        assertThat(miss.source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
        assertThat(miss.steps()).startsWith("GET", "EVALSHA").endsWith("EVALSHA");
        assertHit(unknownUser);
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants WHERE user_id = ?")
                        .param(unknownUser)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aReadThatWaitsForAChangeReadsTheTable() throws InterruptedException {
        grants.get(user);
        assertThat(steps(() -> grants.getUncached(user))).containsExactly("executeQuery");
    }

    private record Read(GrantsWithSource.GrantsSource source, List<String> steps) {}

    private void assertHit(UUID cached) {
        Read hit = Awaitility.await().until(() -> readWithCache(cached), read -> {
            cacheFixture.awaitOpen();
            return read.source() == GrantsWithSource.GrantsSource.CACHE;
        });
        assertThat(hit.steps()).containsExactly("GET");
    }

    /** A node that has not read the cache's state for too long, as on a busy machine, reads the table only. */
    private Read readWithCache(UUID reader) {
        return Awaitility.await().until(() -> read(reader), read -> {
            cacheFixture.awaitOpen();
            return read.steps().contains("GET");
        });
    }

    private Read read(UUID reader) throws InterruptedException {
        var source = new AtomicReference<GrantsWithSource.GrantsSource>();
        List<String> steps = steps(() -> source.set(grants.get(reader).source()));
        return new Read(source.get(), steps);
    }

    private static List<String> steps(Runnable task) throws InterruptedException {
        var stepGate = new StepGate();
        var failure = new Throwable[1];
        Thread thread = stepGate.start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        stepGate.openAndAwait(10_000);
        thread.join();
        assertThat(failure[0]).isNull();
        return stepGate.steps();
    }
}
