package io.eligo.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.outbox.EventDeferrals;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** From a change by plain SQL to the grants, by the runs that the outbox starts. */
@EligoTest
@TestPropertySource(properties = {"eligo.outbox.initial-backoff=PT0.02S", "eligo.outbox.max-backoff=PT0.05S"})
class OutboxRunsTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID SOKO = new UUID(1, 2);
    private static final UUID POISONED = new UUID(5, 777);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    Outbox outbox;

    @Autowired
    ParkedEvents parkedEvents;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    JobRunner jobs;

    @Autowired
    GuardHalts halts;

    @Autowired
    EventDeferrals eventDeferrals;

    @Autowired
    Leases leases;

    @BeforeEach
    void twoMerchantsWithCustomers() {
        resetFailures();
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, cashback_configuration, exclusive_offer, loyalty_program, customer_type, user_grants, outbox_event, deferral, batch.batch_job_instance, batch.launch");
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

    @Test
    void anAudienceReachesTheCustomersOfItsMerchantInOneRun() {
        run("UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}' WHERE merchant_id = '%s'"
                .formatted(DUKA));
        long before = runs("offer-changes");
        worker.drain();
        assertThat(runs("offer-changes") - before).isEqualTo(1);
        assertGrantsCorrect();
    }

    @Test
    void aUsersTypeReachesTheUser() {
        long before = runs("user-changes");
        run("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(POISONED));
        run("DELETE FROM customer_type WHERE user_id = '%s'".formatted(new UUID(5, 1)));
        worker.drain();
        assertThat(runs("user-changes") - before).isEqualTo(1);
        assertGrantsCorrect();
    }

    @Test
    void aLargeBacklogStartsAFullRebuildInstead() {
        long before = runs("full-rebuild");
        run("TRUNCATE customer_type");
        worker.drain();
        assertThat(runs("full-rebuild") - before).isEqualTo(1);
        assertThat(count("user_grants")).isZero();
        assertGrantsCorrect();
    }

    /** All users at once would lose all grants, which needs an approval. */
    @Test
    void whileARebuildIsHaltedTheOutboxStartsNone() {
        run("TRUNCATE customer_type");
        assertThat(jobs.run("full-rebuild", Map.of()).halted()).isTrue();
        assertThat(count("user_grants")).isEqualTo(2500);
        long halted = runs("full-rebuild");

        // The other workers do not wait for the rebuild.
        run("INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'Vip')"
                .formatted(new UUID(6, 1), DUKA));
        worker.runOnce();
        worker.runOnce();
        assertThat(count("user_grants")).isEqualTo(2501);
        assertThat(runs("full-rebuild")).isEqualTo(halted);
        assertThat(outbox.findState().pending()).isEqualTo(1);

        approve();
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        worker.drain();
        assertThat(count("user_grants")).isEqualTo(1);
        assertGrantsCorrect();
    }

    /** Half of all grants are wrong, and no event names them. */
    @Test
    void aRebuildOfTheOutboxRevokesWhatEventsNameAndHaltsForTheRest() {
        run("UPDATE user_grants SET offer_nos = offer_nos || ARRAY[1000000, 1000001]");
        run("TRUNCATE cashback_configuration CASCADE");
        long before = runs("full-rebuild");
        worker.drain();
        assertThat(runs("full-rebuild") - before).isEqualTo(1);
        assertThat(outbox.findState().pending()).isZero();
        assertThat(halts.isHaltPending("full-rebuild")).isTrue();
        assertThat(count("user_grants WHERE offer_nos = ARRAY[1000000, 1000001]"))
                .isEqualTo(2500);
        assertThat(jdbc.sql("SELECT revoked FROM batch.guard_halt")
                        .query(Long.class)
                        .single())
                .isEqualTo(5000);

        approve();
        assertThat(jobs.run("full-rebuild", Map.of("trust-events", "true")).isCompleted())
                .isTrue();
        assertThat(count("user_grants WHERE offer_nos = '{}'")).isEqualTo(2500);
        assertGrantsCorrect();
    }

    @Test
    void aTruncatedTableNamesItsOwnOffersAndNoOthers() {
        run("UPDATE cashback_configuration SET eligible_customer_types = '{}'");
        run("TRUNCATE outbox_event");
        run("TRUNCATE loyalty_tier");
        long standing = count("user_grants, unnest(offer_nos)");
        worker.drain();
        assertThat(outbox.findState().pending()).isZero();
        assertThat(halts.isHaltPending("full-rebuild")).isTrue();
        assertThat(count("user_grants, unnest(offer_nos)")).isEqualTo(standing);
        approve();
        assertThat(jobs.run("full-rebuild", Map.of("trust-events", "true")).isCompleted())
                .isTrue();
        assertGrantsCorrect();
    }

    @Test
    void allGrantsOfUsersWhomEventsNameMayBeRevoked() {
        run("UPDATE user_grants SET offer_nos = offer_nos || ARRAY[1000000, 1000001, 1000002]");
        run("DELETE FROM customer_type WHERE merchant_id = '%s' AND user_id <= '%s'"
                .formatted(DUKA, new UUID(5, 1000)));
        JobResult halted = jobs.run("full-rebuild", Map.of("trust-events", "true"));
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(count("user_grants WHERE cardinality(offer_nos) = 1")).isEqualTo(1000);
        assertThat(count("user_grants WHERE cardinality(offer_nos) = 5")).isEqualTo(1500);
        assertThat(outbox.findState().pending()).isZero();
        approve();
        assertThat(jobs.run("full-rebuild", Map.of("trust-events", "true")).isCompleted())
                .isTrue();
        assertGrantsCorrect();
    }

    private void approve() {
        halts.approve(
                jdbc.sql("SELECT job_instance_id FROM batch.guard_halt")
                        .query(Long.class)
                        .single(),
                "amina",
                "meant");
    }

    @Test
    void aRebuildSettlesTheEventsThatItHasSeen() {
        run("UPDATE customer_type SET type = 'Vip'");
        assertThat(outbox.findState().pending()).isEqualTo(3);
        assertThat(jobs.run("full-rebuild", Map.of("dry-run", "true")).isCompleted())
                .isTrue();
        assertThat(outbox.findState().pending()).isEqualTo(3);
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void aUserWhoseReconciliationFailsIsParkedAndDelaysNoOtherUser() {
        run("""
                CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RAISE EXCEPTION 'poisoned'; END $$;
                CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON user_grants FOR EACH ROW
                    WHEN (NEW.user_id = '%1$s') EXECUTE FUNCTION poison();
                """.formatted(POISONED));
        run("UPDATE customer_type SET type = 'Vip'");
        for (int i = 1; i <= 1000; i++) {
            run("UPDATE customer_type SET type = 'Regular' WHERE user_id = '%s'".formatted(new UUID(5, 1000 + i)));
        }
        run("UPDATE cashback_configuration SET eligible_customer_types = '{Vip,Regular}' WHERE merchant_id = '%s'"
                .formatted(SOKO));

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            worker.runOnce();
            return outbox.findState().pending() == 0;
        });

        List<ParkedEvent> parked = parkedEvents.findNewest(10);
        assertThat(parked).isNotEmpty().allSatisfy(event -> {
            assertThat(event.users()).containsExactly(POISONED);
            assertThat(event.error()).contains("poisoned");
            assertThat(event.attempts()).isEqualTo(5);
        });
        assertThat(GrantsChecker.check(database).differences()).isEqualTo(1);

        resetFailures();
        parkedEvents.retry(parked.stream().map(ParkedEvent::id).toList());
        worker.drain();
        assertThat(outbox.findState().parked()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void anEventThatCommitsLateIsNotMissedAndDelaysNoOther() throws SQLException {
        try (Connection late = database.getConnection()) {
            late.setAutoCommit(false);
            late.createStatement()
                    .execute("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(POISONED));
            run("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(new UUID(5, 1)));
            worker.drain();
            assertThat(count(
                            "user_grants WHERE user_id = '%s' AND relations && ARRAY[(SELECT merchant_no << 3 | 5 FROM merchant WHERE id = '%s')]"
                                    .formatted(new UUID(5, 1), DUKA)))
                    .isEqualTo(1);
            jobs.run("full-rebuild", Map.of());
            late.commit();
        }
        assertThat(outbox.findState().pending()).isEqualTo(1);
        worker.drain();
        assertGrantsCorrect();
    }

    @Test
    void deferredEventsWaitAndAreOneRunInTheEnd() {
        eventDeferrals.begin(DUKA, "amina", "new price list");
        for (int i = 0; i < 5; i++) {
            run(
                    "UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}' WHERE id = (SELECT id FROM cashback_configuration WHERE merchant_id = '%s' ORDER BY eligible_customer_types LIMIT 1)"
                            .formatted(DUKA));
            run("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}' WHERE merchant_id = '%s'"
                    .formatted(DUKA));
        }
        run("UPDATE cashback_configuration SET eligible_customer_types = '{New,Regular}' WHERE merchant_id = '%s'"
                .formatted(SOKO));
        run("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(POISONED));
        long deferred = count("outbox_event WHERE merchant_id = '%s'".formatted(DUKA));
        assertThat(deferred).isGreaterThan(1);
        worker.drain();
        assertThat(leases.findBacklog().isEmpty()).isTrue();
        assertThat(outbox.findState().pending()).isEqualTo(deferred);
        assertThat(outbox.findState().deferred()).isEqualTo(deferred);
        assertThat(GrantsChecker.check(database).differences()).isEqualTo(2499);

        long before = runs("offer-changes");
        assertThat(eventDeferrals.end(SOKO, "amina")).isFalse();
        assertThat(eventDeferrals.end(DUKA, "amina")).isTrue();
        worker.drain();
        assertThat(runs("offer-changes") - before).isEqualTo(1);
        assertThat(outbox.findState().pending()).isZero();
        assertGrantsCorrect();
    }

    @Test
    void eventsOfAllMerchantsCanBeDeferred() {
        eventDeferrals.begin(null, "amina", "moving house");
        assertThatThrownBy(() -> eventDeferrals.begin(null, "juma", "me too"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amina");
        assertThatThrownBy(() -> eventDeferrals.begin(SOKO, "juma", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason is missing");
        run("UPDATE customer_type SET type = 'Vip'");
        run("UPDATE cashback_configuration SET eligible_customer_types = '{Vip,Regular}'");
        assertThat(leases.findBacklog().isEmpty()).isTrue();
        assertThat(leases.leaseOfferEvents().eventCount()
                        + leases.leaseUserEvents().eventCount()
                        + leases.leaseAllUsersEvents().eventCount())
                .isZero();
        assertThat(eventDeferrals.findAll()).singleElement().satisfies(all -> {
            assertThat(all.merchant()).isNull();
            assertThat(all.by()).isEqualTo("amina");
            assertThat(all.reason()).isEqualTo("moving house");
        });
        assertThat(outbox.findState().deferred())
                .isEqualTo(outbox.findState().pending())
                .isPositive();
        eventDeferrals.end(null, "amina");
        worker.drain();
        assertGrantsCorrect();
    }

    @Test
    void aDryRunReportsTheChangesAndWritesNothing() {
        run("UPDATE customer_type SET type = 'Vip' WHERE merchant_id = '%s'".formatted(DUKA));
        run("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(POISONED));
        String events = events();
        String grants = grants();
        assertThat(jobs.run("user-changes", Map.of("dry-run", "true")).summary())
                .isEqualTo("2501 users, 2503 granted, 2503 revoked, 2499 unchanged");
        assertThat(jobs.run("user-changes", Map.of("dry-run", "true", "user", POISONED.toString()))
                        .summary())
                .isEqualTo("1 users, 2 granted, 2 revoked, 0 unchanged");
        assertThat(jobs.run("offer-changes", Map.of("dry-run", "true", "merchant", DUKA.toString()))
                        .summary())
                .isEqualTo("2500 users, 2501 granted, 2501 revoked, 2499 unchanged");
        assertThat(events()).isEqualTo(events);
        assertThat(grants()).isEqualTo(grants);
    }

    private String events() {
        return text("SELECT string_agg(e::text, ',' ORDER BY id) FROM outbox_event e");
    }

    private String grants() {
        return text("SELECT md5(string_agg(xmin || g::text, ',' ORDER BY user_id)) FROM user_grants g");
    }

    private String text(String query) {
        return jdbc.sql(query).query(String.class).single();
    }

    @Test
    void jobsStartedByAnOperator() {
        run("UPDATE customer_type SET type = 'Vip'");
        run("DELETE FROM outbox_event");
        assertThat(jobs.run("user-changes", Map.of("user", POISONED.toString())).isCompleted())
                .isTrue();
        assertThat(GrantsChecker.check(database).differences()).isEqualTo(2499);
        assertThat(jobs.run("offer-changes", Map.of("merchant", DUKA.toString()))
                        .summary())
                .startsWith("2500 users");
        assertGrantsCorrect();
        assertThat(jobs.run("offer-changes", Map.of("merchant", POISONED.toString()))
                        .errors())
                .containsExactly("no such merchant: " + POISONED);
        assertThat(jobs.run("offer-changes", Map.of()).errors()).containsExactly("offer= or merchant= is required");
    }

    private void assertGrantsCorrect() {
        var report = GrantsChecker.check(database);
        assertThat(report.differences()).as("%s", report.examples()).isZero();
    }

    private long runs(String job) {
        return count("batch.batch_job_instance WHERE job_name = '" + job + "'");
    }

    private long count(String what) {
        return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
