package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.cache.CacheFixture;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import io.eligo.grants.Grants;
import io.eligo.grants.OtherNodeFixture;
import io.eligo.grants.ResolvedGrants;
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
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a copy could be left to say: because a process died before it evicted, or because nothing was written that evicts. */
@EligoTest
@Import(CacheFixture.class)
class LostEvictionsTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

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
        // After the tables: that they were emptied is an event of everybody.
        TableCleaner.empty(jdbc, "outbox_event");
        jdbc.sql("INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'x')")
                .param(DUKA)
                .update();
        cacheFixture.awaitOpen();
    }

    @Test
    void twentyDeathsBetweenCommitAndEviction() {
        relate("New");
        inTransaction(() -> grants.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        for (int death = 0; death < 20; death++) {
            copied();
            relate(death % 2 == 0 ? "Vip" : "New");
            inTransaction(() -> {
                grants.reconcile(List.of(user));
                dieAfterTheCommit();
            });
            assertThat(cacheFixture.hasPendingEvictions()).isTrue();
            cacheFixture.recoverEvictions();
            assertCopyIsRight();
        }
    }

    /** Opening waits for half a second for the lock that writers share, and is tried again later. */
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
        inTransaction(() -> grants.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        copied();
        inTransaction(() -> {
            grants.erase(user);
            jdbc.sql("DELETE FROM customer_type").update();
        });
        cacheFixture.awaitEvictions();
        assertThat(grants.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.COMPUTED);
        assertCopyIsRight();
    }

    @Test
    void whoNeverHadARowIsEvictedByTheRunThatFindsNothingToWrite() {
        computedAndCopied();
        inTransaction(() -> grants.reconcile(List.of(user)));
        cacheFixture.awaitEvictions();
        assertCopyIsRight();
    }

    @Test
    void andByTheRebuildThatSettlesTheEvent() {
        computedAndCopied();
        inTransaction(() -> grants.evict(outbox.settle(outbox.currentSnapshot()).users()));
        cacheFixture.awaitEvictions();
        assertCopyIsRight();
    }

    @Test
    void everybodysCopiesGoAtOnce() {
        copied();
        inTransaction(grants::evictAll);
        cacheFixture.awaitOpen();
        assertThat(grants.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.COMPUTED);
    }

    @Test
    void whatIsRolledBackEvictsNothing() {
        copied();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            grants.evict(List.of(user));
            status.setRollbackOnly();
        });
        assertThat(cacheFixture.hasPendingEvictions()).isFalse();
        catalog.refresh();
        assertThat(grants.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.CACHE);
    }

    @Test
    void whatWasCopiedInAnotherLifeOfTheDatabaseIsNotRead() {
        copied();
        jdbc.sql("UPDATE cache_namespace SET opened_in = 'another'").update();
        catalog.refresh();
        assertThat(grants.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.COMPUTED);
        cacheFixture.awaitOpen();
        assertThat(grants.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.COMPUTED);
    }

    @Test
    void aNodeThatHasNotLookedForAWhileDoesWithout() throws InterruptedException {
        copied();
        CatalogView old = catalog.refresh();
        var node = new OtherNodeFixture(leasedCacheFactory, grants, () -> old);
        assertThat(node.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.CACHE);
        // Longer than eligo.cache.trust.
        Thread.sleep(1_100);
        assertThat(node.get(user).source()).isEqualTo(ResolvedGrants.GrantsSource.COMPUTED);
    }

    /** A relation that came and went before anybody wrote a row for it, and somebody who read in between. */
    private void computedAndCopied() {
        relate("Vip");
        copied();
        assertThat(grants.get(user).grants().relations()).hasSize(1);
        jdbc.sql("DELETE FROM customer_type").update();
    }

    /** A copy is not promised: Redis may be late. */
    private void copied() {
        await().until(() -> {
            catalog.refresh();
            return grants.get(user).source() == ResolvedGrants.GrantsSource.CACHE;
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
