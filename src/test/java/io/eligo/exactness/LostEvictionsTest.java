package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.cache.CacheFixture;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsWithSource;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.outbox.Outbox;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Copies that could stay stale: a process died before it evicted, or no write of a row triggered an eviction. */
@EligoTest
class LostEvictionsTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    Outbox outbox;

    @Autowired
    Catalog catalog;

    @Autowired
    LeasedCacheFactory leasedCacheFactory;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    PlatformTransactionManager transactions;

    private final UUID user = UUID.randomUUID();

    @BeforeEach
    void aMerchant() {
        TableCleaner.empty(jdbc, "merchant, customer_type, user_grants");
        // After the tables: emptying them writes an event for all users.
        TableCleaner.empty(jdbc, "outbox_event");
        jdbc.sql("INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'x')")
                .param(DUKA)
                .update();
        cacheFixture.awaitOpen();
    }

    @Test
    void evictionsAreRecoveredAfterTwentyDeathsBetweenCommitAndEviction() {
        relate("New");
        inTransaction(() -> reconciler.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        for (int attempt = 0; attempt < 20; attempt++) {
            awaitCopy();
            relate(attempt % 2 == 0 ? "Vip" : "New");
            inTransaction(() -> {
                reconciler.reconcile(List.of(user));
                dieAfterTheCommit();
            });
            assertThat(cacheFixture.hasPendingEvictions()).isTrue();
            cacheFixture.recoverEvictions();
            assertCopyIsRight();
        }
    }

    /** Opening waits half a second for the lock that writers share, and is retried later. */
    @Test
    void theCacheOpensAfterAWriterHasEnded() {
        jdbc.sql("UPDATE cache_namespace SET number = number + 1, servers = NULL")
                .update();
        inTransaction(() -> {
            jdbc.sql("SELECT pg_advisory_xact_lock_shared(x'656c6967'::int, x'63616368'::int)")
                    .query((row, n) -> true)
                    .single();
            var thread = CompletableFuture.runAsync(() -> await().until(() -> {
                long start = System.nanoTime();
                cacheFixture.runOnce();
                return System.nanoTime() - start >= LOCK_TIMEOUT.toNanos();
            }));
            assertThat(thread).succeedsWithin(Duration.ofMinutes(1));
            assertThat(jdbc.sql("SELECT open_cache_namespace() IS NULL")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        });
        cacheFixture.awaitOpen();
    }

    @Test
    void anErasedUserLeavesNoCopy() {
        relate("Vip");
        inTransaction(() -> reconciler.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        awaitCopy();
        inTransaction(() -> {
            grants.erase(user);
            jdbc.sql("DELETE FROM customer_type").update();
        });
        cacheFixture.awaitEvictions();
        assertThat(grants.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
        assertCopyIsRight();
    }

    @Test
    void aUserWithoutARowIsEvictedByARunThatWritesNothing() {
        computeAndCopy();
        inTransaction(() -> reconciler.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        assertCopyIsRight();
    }

    @Test
    void aUserWithoutARowIsEvictedByTheRebuildThatSettlesTheEvent() {
        computeAndCopy();
        inTransaction(() -> grants.evict(outbox.settle(outbox.currentSnapshot()).users()));
        cacheFixture.awaitEvictions();
        assertCopyIsRight();
    }

    @Test
    void allCopiesAreEvictedAtOnce() {
        awaitCopy();
        inTransaction(grants::evictAll);
        cacheFixture.awaitOpen();
        assertThat(grants.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
    }

    @Test
    void aRolledBackTransactionEvictsNothing() {
        awaitCopy();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            grants.evict(List.of(user));
            status.setRollbackOnly();
        });
        assertThat(cacheFixture.hasPendingEvictions()).isFalse();
        awaitCopy();
    }

    @Test
    void copiesOfAnotherDatabaseEpochAreNotRead() {
        awaitCopy();
        jdbc.sql("UPDATE cache_namespace SET opened_in_epoch = 'another'").update();
        catalog.refresh();
        assertThat(grants.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
        cacheFixture.awaitOpen();
        assertThat(grants.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
    }

    @Test
    void aNodeWithAnOutdatedViewReadsTheTable() throws InterruptedException {
        awaitCopy();
        CatalogView old = catalog.refresh();
        var node = new OtherNodeFixture(leasedCacheFactory, grants, () -> old);
        assertThat(node.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.CACHE);
        // Longer than eligo.cache.max-staleness.
        Thread.sleep(1_100);
        assertThat(node.get(user).source()).isEqualTo(GrantsWithSource.GrantsSource.COMPUTED);
    }

    /** A relation is inserted, read into the cache and deleted before a run writes a row for the user. */
    private void computeAndCopy() {
        relate("Vip");
        awaitCopy();
        assertThat(grants.get(user).grants().relations()).hasSize(1);
        jdbc.sql("DELETE FROM customer_type").update();
    }

    /** Waits until the copy is stored: a fill may fail where Redis is late. */
    private void awaitCopy() {
        await().until(() -> {
            catalog.refresh();
            return grants.get(user).source() == GrantsWithSource.GrantsSource.CACHE;
        });
    }

    private void assertCopyIsRight() {
        catalog.refresh();
        for (int i = 0; i < 2; i++) {
            assertThat(grants.get(user).grants())
                    .isEqualTo(grants.getUncached(user).grants());
        }
    }

    private void relate(String type) {
        jdbc.sql("""
                        INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, ?)
                        ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type
                        """).params(user, DUKA, type).update();
    }

    private static void dieAfterTheCommit() {
        TransactionSynchronizationManager.clearSynchronization();
        TransactionSynchronizationManager.initSynchronization();
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }
}
