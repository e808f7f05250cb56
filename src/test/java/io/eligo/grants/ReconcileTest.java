package io.eligo.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.RelationPacking;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EligoTest
class ReconcileTest {
    private static final UUID USER = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");
    private static final UUID NIL = new UUID(0, 0);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Grants grants;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    AudienceIndexCache audienceIndexCache;

    @Autowired
    PlatformTransactionManager transactions;

    // Not the common pool: with two processors it has one thread, which the waiting writer would block.
    private final ExecutorService threads = Executors.newCachedThreadPool();

    UUID duka;
    UUID kiosk;

    @BeforeEach
    void twoMerchants() {
        TableCleaner.empty(
                jdbc, "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program");
        duka = merchant("Duka");
        kiosk = merchant("Kiosk");
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void onlyATransactionThatReconcilesMakesItsCommitAsynchronous() {
        UUID user = UUID.randomUUID();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql("SET LOCAL synchronous_commit = 'remote_write'").update();
            reconciler.lockExisting(List.of(user));
            assertThat(synchronousCommit()).isEqualTo("remote_write");
            grants.erase(user);
            assertThat(synchronousCommit()).isEqualTo("on");
            reconciler.reconcile(List.of(user));
            assertThat(synchronousCommit()).isEqualTo("off");
        });
    }

    private String synchronousCommit() {
        return jdbc.sql("SHOW synchronous_commit").query(String.class).single();
    }

    @Test
    void writesTheTargetedOffersAndTheRelations() {
        int forVips = cashback(duka, "{Vip}");
        cashback(duka, "{New}");
        cashback(duka, "{All}");
        cashback(duka, "{NonCustomer}");
        int mixed = cashback(duka, "{NonCustomer,Vip}");
        cashback(kiosk, "{Vip}");
        relation(USER, duka, "Vip");
        relation(USER, kiosk, "NonCustomer");
        assertThat(reconcile(USER)).isEqualTo(new GrantCounts(2, 0, 0));
        assertThat(stored(USER)).isEqualTo(new UserGrants(new int[] {forVips, mixed}, new int[] {
            RelationPacking.pack(no(duka), CustomerType.VIP)
        }));
        assertThat(grants.get(USER).grants().customerTypeAt(null)).isEqualTo(CustomerType.NON_CUSTOMER);
    }

    @Test
    void changesNothingTheSecondTime() {
        cashback(duka, "{Vip}");
        relation(USER, duka, "Vip");
        reconcile(USER);
        String version = version(USER);
        assertThat(reconcile(USER)).isEqualTo(new GrantCounts(0, 0, 1));
        assertThat(version(USER)).isEqualTo(version);
    }

    @Test
    void seesAudiencesTiersAndMerchantsThatChangedAfterItsIndexWasCompiled() {
        relation(USER, duka, "Regular");
        assertThat(reconcile(USER)).isEqualTo(new GrantCounts(0, 0, 0, 1));
        int offer = cashback(duka, "{Regular}");
        assertThat(reconcile(USER).granted()).isEqualTo(1);
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}' WHERE offer_no = ?")
                .param(offer)
                .update();
        assertThat(reconcile(USER).revoked()).isEqualTo(1);
        UUID program = program(duka, "Occasional");
        assertThat(reconcile(USER).granted()).isEqualTo(1);
        jdbc.sql("UPDATE loyalty_tier SET review_status = 'Rejected' WHERE loyalty_program_id = ?")
                .param(program)
                .update();
        assertThat(reconcile(USER).revoked()).isEqualTo(1);
        jdbc.sql("UPDATE loyalty_tier SET review_status = 'Approved' WHERE loyalty_program_id = ?")
                .param(program)
                .update();
        assertThat(reconcile(USER).granted()).isEqualTo(1);
        jdbc.sql("TRUNCATE loyalty_tier").update();
        assertThat(reconcile(USER).revoked()).isEqualTo(1);
        UUID fresh = merchant("Mama mboga");
        cashback(fresh, "{New}");
        relation(USER, fresh, "New");
        assertThat(reconcile(USER).granted()).isEqualTo(1);
    }

    @Test
    void deletesTheRowOfAUserWithoutRelations() {
        cashback(duka, "{Vip}");
        relation(NIL, duka, "Vip");
        reconcile(NIL);
        jdbc.sql("DELETE FROM customer_type").update();
        assertThat(reconcile(NIL, USER)).isEqualTo(new GrantCounts(0, 1, 0));
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(grants.get(NIL).grants()).isEqualTo(UserGrants.EMPTY);
    }

    @Test
    void aKnownUserWithoutRowIsComputedAndNotStored() {
        int offer = cashback(duka, "{Vip}");
        relation(USER, duka, "Vip");
        assertThat(grants.get(USER).grants().offerNos()).containsExactly(offer);
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void needsATransactionOfTheCaller() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> reconciler.reconcile(List.of(USER)))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    /**
     * The older writer has decided and not committed. The newer one waits for its locks and then sees the
     * newer state.
     */
    @Test
    void noOlderStateOverwritesANewerOne() throws Exception {
        cashback(duka, "{New}");
        int forVips = cashback(duka, "{Vip}");
        relation(USER, duka, "New");
        var decided = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var older = CompletableFuture.runAsync(
                () -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    reconciler.reconcile(List.of(USER));
                    decided.countDown();
                    await(mayCommit);
                }),
                threads);
        await(decided);
        jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();
        var newer = CompletableFuture.runAsync(() -> reconcile(USER), threads);
        waitUntilBlocked();
        mayCommit.countDown();
        CompletableFuture.allOf(older, newer).get(1, TimeUnit.MINUTES);
        assertThat(stored(USER).offerNos()).containsExactly(forVips);
    }

    /** The index of the waiting writer is older than the audience change that it must see. */
    @Test
    void anAudienceThatChangedWhileWaitingForTheLocksCounts() throws Exception {
        int offer = cashback(duka, "{New}");
        relation(USER, duka, "Vip");
        reconcile(USER);
        var locked = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var holder = CompletableFuture.runAsync(
                () -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    reconciler.reconcile(List.of(USER));
                    locked.countDown();
                    await(mayCommit);
                }),
                threads);
        await(locked);
        var waiting = CompletableFuture.runAsync(() -> reconcile(USER), threads);
        waitUntilBlocked();
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'")
                .update();
        mayCommit.countDown();
        CompletableFuture.allOf(holder, waiting).get(1, TimeUnit.MINUTES);
        assertThat(stored(USER).offerNos()).containsExactly(offer);
    }

    /**
     * An index is compiled while a change with a lower transaction id is still open. The index must include that
     * change once it commits.
     */
    @Test
    void aChangeThatCommitsLateIsSeen() throws Exception {
        int offer = cashback(duka, "{New}");
        relation(USER, duka, "Vip");
        var changed = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var late = CompletableFuture.runAsync(
                () -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'")
                            .update();
                    changed.countDown();
                    await(mayCommit);
                }),
                threads);
        await(changed);
        jdbc.sql("INSERT INTO merchant VALUES (gen_random_uuid(), 'later', 'Active', 'c')")
                .update();
        assertThat(reconcile(USER)).isEqualTo(new GrantCounts(0, 0, 0, 1));
        mayCommit.countDown();
        late.get(1, TimeUnit.MINUTES);
        assertThat(reconcile(USER).granted()).isEqualTo(1);
        assertThat(stored(USER).offerNos()).containsExactly(offer);
    }

    /** A merchant and its offers are committed in one transaction, between any two statements that read them. */
    @Test
    void merchantsMayBeInsertedWhileTheIndexIsCompiled() throws Exception {
        relation(USER, duka, "Vip");
        var stop = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(
                () -> {
                    while (!stop.get()) {
                        new TransactionTemplate(transactions).executeWithoutResult(status -> {
                            UUID fresh = merchant("fresh");
                            cashback(fresh, "{Vip}");
                            program(fresh, "New");
                        });
                    }
                },
                threads);
        for (int i = 0; i < 100; i++) {
            audienceIndexCache.reload();
        }
        stop.set(true);
        writer.get(1, TimeUnit.MINUTES);
        assertThat(reconcile(USER)).isEqualTo(new GrantCounts(0, 0, 0, 1));
    }

    private GrantCounts reconcile(UUID... users) {
        return new TransactionTemplate(transactions).execute(status -> reconciler.reconcile(List.of(users)));
    }

    private UserGrants stored(UUID user) {
        return jdbc.sql("SELECT offer_nos, relations FROM user_grants WHERE user_id = ?")
                .param(user)
                .query((row, n) -> new UserGrants(ints(row.getArray(1)), ints(row.getArray(2))))
                .single();
    }

    private static int[] ints(java.sql.Array array) throws java.sql.SQLException {
        return java.util.stream.Stream.of((Integer[]) array.getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private String version(UUID user) {
        return jdbc.sql("SELECT xmin::text || ctid::text FROM user_grants WHERE user_id = ?")
                .param(user)
                .query(String.class)
                .single();
    }

    private UUID merchant(String name) {
        return jdbc.sql(
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (gen_random_uuid(), ?, 'Active', 'Groceries') RETURNING id")
                .param(name)
                .query(UUID.class)
                .single();
    }

    private int no(UUID merchant) {
        return jdbc.sql("SELECT merchant_no FROM merchant WHERE id = ?")
                .param(merchant)
                .query(Integer.class)
                .single();
    }

    private int cashback(UUID merchant, String audience) {
        return jdbc.sql("""
                        INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                        VALUES (gen_random_uuid(), ?, 'cashback', true, ?::text[], 10) RETURNING offer_no
                        """).params(merchant, audience).query(Integer.class).single();
    }

    private UUID program(UUID merchant, String minimum) {
        UUID id = jdbc.sql(
                        "INSERT INTO loyalty_program (id, merchant_id, name, is_active) VALUES (gen_random_uuid(), ?, 'club', true) RETURNING id")
                .param(merchant)
                .query(UUID.class)
                .single();
        jdbc.sql(
                        "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) VALUES (gen_random_uuid(), ?, 'tier', ?, true, 'Approved')")
                .params(id, minimum)
                .update();
        return id;
    }

    private void relation(UUID user, UUID merchant, String type) {
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, ?)")
                .params(user, merchant, type)
                .update();
    }

    private void waitUntilBlocked() {
        org.awaitility.Awaitility.await()
                .until(() -> jdbc.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                                .query(Long.class)
                                .single()
                        > 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Latch not released within 20 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
