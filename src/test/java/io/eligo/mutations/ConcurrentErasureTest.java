package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.exactness.GrantsChecker;
import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Erasure concurrent with writers and jobs: no data of other users is lost, and no data of the user returns. */
@ApiTest
class ConcurrentErasureTest {
    private static final UUID USER = ShopFixture.id("user");
    private static final UUID ANOTHER = ShopFixture.id("unknown");
    private static final int GATE = 4712;
    private static final int SECOND_GATE = 4713;

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    EventFailures eventFailures;

    @Autowired
    Leases leases;

    @Autowired
    JobRunner jobs;

    @Autowired
    PlatformTransactionManager transactions;

    private ShopFixture shopFixture;

    @BeforeEach
    void twoCustomers() {
        noTriggers();
        shopFixture = new ShopFixture(apiClient, jdbc);
        shopFixture.reset();
        shopFixture.createOffers();
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'")
                .update();
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip'), (?, ?, 'Vip')")
                .params(USER, ShopFixture.id("merchant"), ANOTHER, ShopFixture.id("merchant"))
                .update();
        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> reconciler.reconcile(List.of(USER, ANOTHER)));
        TableCleaner.empty(jdbc, "outbox_event, batch.batch_job_instance");
    }

    @AfterEach
    void noTriggers() {
        jdbc.sql("""
                DROP TRIGGER IF EXISTS zz_gate ON customer_type;
                DROP TRIGGER IF EXISTS zz_gate ON user_grants;
                DROP TRIGGER IF EXISTS zz_gate ON outbox_event;
                """).update();
    }

    @Test
    void whoComesBackMeanwhileKeepsTheEventOfThat() throws Exception {
        trigger("AFTER DELETE ON customer_type FOR EACH STATEMENT", GATE, "");
        try (var advisoryLockGates = new AdvisoryLockGates(GATE)) {
            var receipt = async(this::erased);
            awaitLocksWaitedFor("objid = " + GATE, 1);
            comeBack();
            advisoryLockGates.open(GATE);
            assertThat(receipt.join().path("relations").asInt()).isEqualTo(1);
        }
        assertThat(named(USER)).isEqualTo(1);

        assertThat(jobs.run("user-changes", Map.of()).isCompleted()).isTrue();
        assertThat(named(USER)).isZero();
        assertThat(shopFixture.count("user_grants WHERE user_id = '%s'".formatted(USER)))
                .isEqualTo(1);
        assertThat(GrantsChecker.check(database).differences()).isZero();
    }

    @Test
    void whoComesAndGoesMeanwhileIsNamedNowhere() throws Exception {
        trigger("AFTER DELETE ON customer_type FOR EACH STATEMENT", GATE, "");
        try (var advisoryLockGates = new AdvisoryLockGates(GATE)) {
            var receipt = async(this::erased);
            awaitLocksWaitedFor("objid = " + GATE, 1);
            comeBack();
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                // Skips the gate, but not the capture triggers.
                jdbc.sql("SET LOCAL session_replication_role = replica").update();
                jdbc.sql("DELETE FROM customer_type WHERE user_id = ? AND merchant_id = ?")
                        .params(USER, ShopFixture.id("other"))
                        .update();
            });
            assertThat(named(USER)).isEqualTo(2);
            advisoryLockGates.open(GATE);
            receipt.join();
        }
        assertThat(named(USER)).isZero();
        assertThat(GrantsChecker.check(database).differences()).isZero();
    }

    @Test
    void whatWasReadBeforeIsNotWrittenBackBySplitting() {
        jdbc.sql("INSERT INTO outbox_event (kind, users, may_revoke, attempts) VALUES ('users', ?, true, 1)")
                .param(new UUID[] {USER, ANOTHER})
                .update();
        Lease.UserEvent event =
                leases.findUserEvents(leases.leaseUserEvents().id()).get(0);
        erased();

        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> eventFailures.recordEvent(event, "poisoned"));
        assertThat(named(USER)).isZero();
        assertThat(named(ANOTHER)).isEqualTo(1);
        assertThat(shopFixture.count("outbox_event WHERE users = '{}'")).isZero();
    }

    @Test
    void whatIsSplitWhileErasureWaitsForItIsForgottenToo() {
        jdbc.sql("INSERT INTO outbox_event (kind, users, may_revoke, attempts) VALUES ('users', ?, true, 1)")
                .param(new UUID[] {USER, ANOTHER})
                .update();
        Lease.UserEvent event =
                leases.findUserEvents(leases.leaseUserEvents().id()).get(0);
        var receipt = new TransactionTemplate(transactions).execute(status -> {
            eventFailures.recordEvent(event, "poisoned");
            var erased = async(this::erased);
            await().until(() ->
                    async(() -> shopFixture.count("pg_locks WHERE locktype = 'transactionid' AND NOT granted"))
                                    .join()
                            > 0);
            return erased;
        });
        receipt.join();
        assertThat(named(USER)).isZero();
        assertThat(named(ANOTHER)).isEqualTo(1);
    }

    @Test
    void whatWasReadBeforeIsNotPutBackByARunOfOffers() throws Exception {
        trigger(
                "BEFORE UPDATE ON user_grants FOR EACH ROW WHEN (NEW.user_id = '%s')".formatted(ANOTHER),
                GATE,
                "RAISE 'poisoned';");
        trigger("BEFORE INSERT ON outbox_event FOR EACH ROW WHEN (NEW.error IS NOT NULL)", SECOND_GATE, "");
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{Regular}'")
                .update();
        try (var advisoryLockGates = new AdvisoryLockGates(GATE, SECOND_GATE)) {
            CompletableFuture<JobResult> run = async(() -> jobs.run(
                    "offer-changes",
                    Map.of("lease", leases.leaseOfferEvents().id().toString())));
            awaitLocksWaitedFor("objid = " + GATE, 1);
            // The erasure waits for the lock of the user, which the run holds.
            var receipt = async(this::erased);
            awaitLocksWaitedFor("true", 2);
            advisoryLockGates.open(GATE);
            receipt.join();
            advisoryLockGates.open(SECOND_GATE);
            assertThat(run.join().isCompleted()).isTrue();
        }
        assertThat(named(USER)).isZero();
        assertThat(named(ANOTHER)).isEqualTo(1);
    }

    private JsonNode erased() {
        return shopFixture.execute("eraseUser(userId: \"@user\")", "{ relations }");
    }

    private void trigger(String when, int gate, String then) {
        jdbc.sql("""
                CREATE OR REPLACE FUNCTION gate_%1$d() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock_shared(%1$d); %2$s RETURN NEW; END $$;
                CREATE TRIGGER zz_gate %3$s EXECUTE FUNCTION gate_%1$d();
                """.formatted(gate, then, when)).update();
    }

    private void comeBack() {
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'New')")
                .params(USER, ShopFixture.id("other"))
                .update();
    }

    /** Gates that are closed at first, and always open when the test ends. */
    private final class AdvisoryLockGates implements AutoCloseable {
        private final Connection holder = database.getConnection();

        AdvisoryLockGates(int... gates) throws SQLException {
            for (int gate : gates) {
                execute("SELECT pg_advisory_lock(%d)".formatted(gate));
            }
        }

        void open(int gate) throws SQLException {
            execute("SELECT pg_advisory_unlock(%d)".formatted(gate));
        }

        private void execute(String sql) throws SQLException {
            holder.createStatement().execute(sql);
        }

        @Override
        public void close() throws SQLException {
            execute("SELECT pg_advisory_unlock_all()");
            holder.close();
        }
    }

    private void awaitLocksWaitedFor(String condition, int expected) {
        await().until(() ->
                shopFixture.count("pg_locks WHERE locktype = 'advisory' AND NOT granted AND " + condition) >= expected);
    }

    private long named(UUID user) {
        return shopFixture.count("outbox_event WHERE '%s' = ANY (users)".formatted(user));
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }
}
