package io.eligo.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.FreshnessTokens;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.ProcessedEvent;
import io.eligo.outbox.inspect.ChangeTracker;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An event is completed only by a run whose own first snapshot saw it, and never by a run that has lost its lease. */
@EligoTest
@TestPropertySource(
        properties = {
            "test.database=of-its-own",
            "eligo.roles=console",
            "eligo.outbox.initial-backoff=PT0.02S",
            "eligo.outbox.max-backoff=PT0.05S",
            "eligo.outbox.lease-duration=PT1S"
        })
class EventCompletionTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID SOKO = new UUID(1, 2);
    private static final UUID POISONED = new UUID(5, 777);
    // Blocks in the second of three events, each of which is a chunk: the first chunk's transaction holds the leases,
    // and until it commits no other run can take them.
    private static final UUID IN_THE_SECOND_CHUNK = new UUID(5, 1500);
    private static final int GATE = 4711;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    Outbox outbox;

    @Autowired
    FreshnessTokens freshnessTokens;

    @Autowired
    Leases leases;

    @Autowired
    ChangeTracker changeTracker;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    JobRunner jobs;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void twoMerchantsWithCustomers() {
        resetFailures();
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, payment_point, cashback_configuration, cashback_tier, exclusive_offer, loyalty_program,"
                        + " loyalty_tier, loyalty_reward, offer_outlet, customer_type, user_grants, outbox_event, batch.batch_job_instance");
        run(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x'), ('%s', 'Soko', 'Active', 'x')"
                        .formatted(DUKA, SOKO));
        for (UUID merchant : List.of(DUKA, SOKO)) {
            run("""
                    INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                    SELECT gen_random_uuid(), '%s', 'c', true, ARRAY[a], 100 FROM unnest(ARRAY['New', 'Vip']) AS a
                    """.formatted(merchant));
        }
        run("""
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT (lpad('5', 16, '0') || lpad(to_hex(n), 16, '0'))::uuid, m, 'New'
                FROM generate_series(1, 2500) AS n, unnest(ARRAY['%s', '%s']::uuid[]) AS m
                """.formatted(DUKA, SOKO));
        worker.drain();
        assertGrantsCorrect();
    }

    @AfterEach
    void resetFailures() {
        run("DROP TRIGGER IF EXISTS poison ON user_grants");
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer_type", "cashback_configuration CASCADE"})
    void anEventOfAllUsersIsNotCompletedByAResumedRebuildThatHasNotSeenIt(String emptied) {
        rebuildWithOneFailedRange();
        resetFailures();
        run("TRUNCATE " + emptied);

        worker.drain();

        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void anEventOfAllUsersIsNotCompletedWhenTheResumedRebuildFailsAgain() {
        rebuildWithOneFailedRange();
        run("TRUNCATE cashback_configuration CASCADE");
        worker.runOnce();
        assertThat(outbox.findState().pending()).isPositive();

        resetFailures();
        drainWithRetries();
        assertGrantsCorrect();
    }

    /** As after a restore into another server, where the same numbers denote other transactions. */
    @Test
    void aSnapshotOfAnotherDatabaseCompletesNoEvent() {
        rebuildWithOneFailedRange();
        resetFailures();
        assertThat(jdbc.sql("""
                        UPDATE batch.batch_job_execution_context SET short_context =
                            regexp_replace(short_context, '"first-snapshot":"[^"]*"', '"first-snapshot":"1:999999999999:"')
                        WHERE short_context LIKE '%"first-snapshot"%'
                        """).update()).isPositive();
        run("TRUNCATE customer_type");

        worker.drain();

        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    /** The event's transaction id is in the future here, so no snapshot sees it. */
    @Test
    void anEventOfAnotherDatabaseCompletesAfterAPoll() {
        run("INSERT INTO outbox_event (kind, may_revoke, xid) VALUES ('all', true, '999999999')");
        leases.maintain();

        worker.drain();

        assertThat(outbox.findState().pending()).isZero();
    }

    /** The run's chunks commit asynchronously, so a crash or a promoted replica may have lost their writes. */
    @Test
    void aLeaseOfAnotherDatabaseEpochCompletesNoEvent() {
        run("UPDATE cashback_configuration SET eligible_customer_types = '{Regular}'");
        long events = outbox.findState().pending();
        Lease lease = leases.leaseOfferEvents();
        outbox.complete(new Lease(lease.id(), lease.eventCount(), lease.userCount(), "another", List.of()), 1);
        assertThat(outbox.findState().pending()).isEqualTo(events).isPositive();
        outbox.complete(lease, 1);
        assertThat(outbox.findState().pending()).isZero();
    }

    @Test
    void aLeaseIsRenewedDuringALongChunk() throws Exception {
        run("UPDATE customer_type SET type = 'Vip'");
        try (var gate = new WriteBarrier("")) {
            var running = async(() -> jobs.run("user-changes", Map.of()));
            gate.awaitBlockedWriter();
            OffsetDateTime before = leasedUntil();

            await().untilAsserted(() -> assertThat(leasedUntil()).isAfter(before));
            gate.open();
            assertThat(running.join().isCompleted()).isTrue();
        }
        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void anEventThatIsLeasedAgainIsNotCompletedByTheRunThatHeldItBefore() throws Exception {
        run("UPDATE customer_type SET type = 'Vip'");
        Lease another;
        try (var gate = new WriteBarrier("")) {
            var paused = async(() -> jobs.run("user-changes", Map.of()));
            gate.awaitBlockedWriter();
            another = takeLeaseFromPausedRun();
            gate.open();
            assertThat(paused.join().isCompleted()).isTrue();
        }
        assertThat(another.eventCount()).isEqualTo(2);
        assertThat(count("outbox_event WHERE lease = '%s'".formatted(another.id())))
                .isEqualTo(2);

        leases.release(another.id());
        worker.drain();
        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void anEventThatIsLeasedAgainIsNotFailedByTheRunThatHeldItBefore() throws Exception {
        run("UPDATE customer_type SET type = 'Vip'");
        // Events that have failed once would be split.
        run("UPDATE outbox_event SET attempts = 1");
        Lease another;
        try (var gate = new WriteBarrier("RAISE 'poisoned';")) {
            var paused = async(() -> jobs.run("user-changes", Map.of()));
            gate.awaitBlockedWriter();
            another = takeLeaseFromPausedRun();
            gate.open();
            assertThat(paused.join().isCompleted()).isTrue();
        }
        assertThat(count("outbox_event WHERE lease = '%s' AND error IS NULL".formatted(another.id())))
                .isEqualTo(2);
        assertThat(count("outbox_event")).isEqualTo(2);

        leases.release(another.id());
        worker.drain();
        assertGrantsCorrect();
    }

    @Test
    void anOfferChangeIsPendingUntilItsLastCustomerIsReconciled() {
        failWritesOfOneUser();
        FreshnessToken first = committed(
                "UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}' WHERE merchant_id = '%s'"
                        .formatted(DUKA));
        FreshnessToken second = committed(
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget) VALUES (gen_random_uuid(), '%s', 'c', true, '{New}', 1)"
                        .formatted(DUKA));
        FreshnessToken elsewhere = committed(
                "UPDATE cashback_configuration SET eligible_customer_types = '{Vip,Regular}' WHERE merchant_id = '%s'"
                        .formatted(SOKO));
        FreshnessToken noFailures = committed(
                "UPDATE cashback_configuration SET merchant_id = merchant_id WHERE merchant_id = '%s'".formatted(SOKO));
        OffsetDateTime written = jdbc.sql("SELECT min(created_at) FROM outbox_event")
                .query(OffsetDateTime.class)
                .single();

        worker.runOnce();
        assertThat(outbox.findState().pending()).isPositive();
        assertThat(count("outbox_event WHERE kind = 'offer'")).isZero();
        assertThat(jdbc.sql("SELECT min(created_at) FROM outbox_event")
                        .query(OffsetDateTime.class)
                        .single())
                .isEqualTo(written);
        List<FreshnessToken> waited = List.of(first, second, elsewhere);
        assertThat(waited).allMatch(freshnessTokens::isPending);
        assertThat(waited).allMatch(change -> changeTracker.find(change).pendingCount() > 0);
        assertThat(freshnessTokens.isPending(noFailures)).isFalse();

        // The batch is halved until a single user remains, who is parked.
        drainWithRetries();
        assertThat(outbox.findState().parked()).isPositive();
        assertThat(count("outbox_event WHERE users <> ARRAY['%s']::uuid[]".formatted(POISONED)))
                .isZero();
        assertThat(waited).allMatch(freshnessTokens::isPending);

        resetFailures();
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(waited).noneMatch(freshnessTokens::isPending);
        assertThat(waited)
                .allSatisfy(change -> assertThat(changeTracker.find(change).processed())
                        .extracting(ProcessedEvent::removalReason)
                        .contains(ProcessedEvent.RemovalReason.RUN, ProcessedEvent.RemovalReason.REBUILD));
        assertGrantsCorrect();
    }

    /** Fifteen of the sixteen ranges complete. */
    private void rebuildWithOneFailedRange() {
        failWritesOfOneUser();
        run("UPDATE customer_type SET type = 'Vip'");
        JobResult failed = jobs.run("full-rebuild", Map.of("unguarded", "true"));
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(count(
                        "batch.batch_step_execution WHERE step_name LIKE 'range:%%' AND status = 'COMPLETED' AND job_execution_id = %d"
                                .formatted(failed.executionId())))
                .isEqualTo(15);
    }

    private void failWritesOfOneUser() {
        trigger("NEW.user_id = '%s'".formatted(POISONED), "RAISE EXCEPTION 'poisoned';");
    }

    private void trigger(String when, String body) {
        run("""
                CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %2$s RETURN NEW; END $$;
                CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON user_grants FOR EACH ROW WHEN (%1$s) EXECUTE FUNCTION poison();
                """.formatted(when, body));
    }

    /** Blocks all writes of grants until it is opened. */
    private final class WriteBarrier implements AutoCloseable {
        private final Connection holder;

        WriteBarrier(String then) throws SQLException {
            holder = database.getConnection();
            holder.createStatement().execute("SELECT pg_advisory_lock(%d)".formatted(GATE));
            trigger(
                    "NEW.user_id = '%s'".formatted(IN_THE_SECOND_CHUNK),
                    "PERFORM pg_advisory_xact_lock_shared(%d); %s".formatted(GATE, then));
        }

        void awaitBlockedWriter() {
            await().until(() ->
                    count("pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %d".formatted(GATE)) > 0);
        }

        void open() throws SQLException {
            holder.createStatement().execute("SELECT pg_advisory_unlock_all()");
        }

        @Override
        public void close() throws SQLException {
            open();
            holder.close();
            // Dropped only after all writers have passed: dropping a trigger waits for them.
            resetFailures();
        }
    }

    /** Takes all leases in one statement: the run is not really paused and would renew its lease in between. */
    private Lease takeLeaseFromPausedRun() {
        return inTransaction(() -> {
            run("SET LOCAL lock_timeout = '10s'");
            run("UPDATE outbox_event SET leased_until = now() - interval '1 s'");
            Lease another = leases.leaseUserEvents();
            // Independent of the test's duration: no renewal follows.
            run("UPDATE outbox_event SET leased_until = now() + interval '1 hour'");
            return another;
        });
    }

    private FreshnessToken committed(String sql) {
        return inTransaction(() -> {
            run(sql);
            return freshnessTokens.currentToken();
        });
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> work.get()));
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    private OffsetDateTime leasedUntil() {
        return jdbc.sql("SELECT min(leased_until) FROM outbox_event")
                .query(OffsetDateTime.class)
                .single();
    }

    private void drainWithRetries() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            worker.runOnce();
            return outbox.findState().pending() == 0;
        });
    }

    private void assertGrantsCorrect() {
        var report = GrantsChecker.check(database);
        assertThat(report.differences()).as("%s", report.examples()).isZero();
    }

    private long count(String what) {
        return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
