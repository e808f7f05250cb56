package io.eligo.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.catalog.OfferLookup;
import io.eligo.exactness.GrantsChecker;
import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.files.BadArguments;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.GuardHaltQuery;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** 6,000 users at three merchants, where a third each is Vip (2 offers) and New (2 offers): 8,000 grants a merchant. */
@EligoTest
class GrantLossGuardTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID SOKO = new UUID(1, 2);
    private static final UUID KIOSK = new UUID(1, 3);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    JobRunner jobs;

    @Autowired
    GuardHalts halts;

    @Autowired
    GuardHaltQuery haltQuery;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    OfferLookup offers;

    @Autowired
    JobRepository repository;

    @BeforeEach
    void allGrantsAreCorrect() {
        TableCleaner.empty(
                jdbc,
                "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program, batch.batch_job_instance");
        run(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'c'), ('%s', 'Soko', 'Active', 'c'), ('%s', 'Kiosk', 'Active', 'c')"
                        .formatted(DUKA, SOKO, KIOSK));
        run("""
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT md5(u::text)::uuid, id, (ARRAY['NonCustomer', 'New', 'Vip'])[1 + u % 3] FROM merchant, generate_series(1, 6000) u
                WHERE md5(u::text) < 'f'
                """);
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT gen_random_uuid(), id, audience, true, audience::text[], 1
                FROM merchant, unnest(ARRAY['{New}', '{New,Vip}', '{NonCustomer,Vip}', '{All}']) AS audience
                """);
        assertThat(rebuild().isCompleted()).isTrue();
        run("DELETE FROM outbox_event");
    }

    @AfterEach
    void resetFailures() {
        run("DROP TRIGGER IF EXISTS refuse ON user_grants");
    }

    @Test
    void haltsBeforeItRevokesAnythingAndShowsTheLosses() {
        String before = table();
        long standing = grants();
        emptyAudiences(DUKA, SOKO);
        long events = count("outbox_event");

        JobResult halted = rebuild();
        assertThat(halted.halted()).isTrue();
        assertThat(halted.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(halted.summary())
                .startsWith(
                        "%,d of %,d grants would be revoked and 0 would be added".formatted(standing * 2 / 3, standing))
                .contains(
                        "total-share allows 30 % of all",
                        "merchant-share allows 80 % of a merchant's, 2 would lose more");
        assertThat(halted.errors()).containsExactly(halted.summary());
        assertThat(table()).isEqualTo(before);
        assertThat(count("outbox_event")).isEqualTo(events);
        assertThat(halts.isHaltPending("full-rebuild")).isTrue();

        GuardHalt halt = haltQuery.find(run(halted)).orElseThrow();
        assertThat(halt.current()).isEqualTo(standing);
        assertThat(halt.revoked()).isEqualTo(standing * 2 / 3);
        assertThat(halt.granted()).isZero();
        assertThat(halt.approval()).isNull();
        assertThat(halt.merchants())
                .containsExactlyInAnyOrder(
                        new GuardHalt.HaltMerchantLoss(DUKA, "Duka", standing / 3, 0, standing / 3),
                        new GuardHalt.HaltMerchantLoss(SOKO, "Soko", standing / 3, 0, standing / 3));

        var losses = new DeferredLossesFixture(jdbc, reconciler, offers);
        List<DeferredLossesFixture.UserLoss> sample = losses.sample(run(halted), DUKA, 5);
        assertThat(sample).hasSize(5).allSatisfy(loss -> {
            assertThat(loss.offers()).hasSize(2);
            assertThat(count("cashback_configuration WHERE merchant_id = '%s' AND id IN ('%s', '%s')"
                            .formatted(DUKA, loss.offers().get(0), loss.offers().get(1))))
                    .isEqualTo(2);
        });
        assertThat(losses.sample(run(halted), KIOSK, 5)).isEmpty();

        assertThat(rebuild().halted()).as("halts again until it is approved").isTrue();
        assertThat(table()).isEqualTo(before);
    }

    @Test
    void aDryRunReportsTheHaltAndDefersNothing() {
        emptyAudiences(DUKA, SOKO);
        JobResult dry = jobs.run("full-rebuild", Map.of("dry-run", "true"));
        assertThat(dry.isCompleted()).isTrue();
        assertThat(dry.summary()).contains("; the loss guard would halt it: ", "total-share allows 30 % of all");
        assertThat(count("batch.deferred_revocation")).isZero();
        assertThat(halts.isHaltPending("full-rebuild")).isFalse();
    }

    @Test
    void continuesOnceItIsApprovedAndIsCorrect() {
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        halts.approve(run(halted), "amina", "the campaign is over");
        assertThat(halts.isHaltPending("full-rebuild")).isFalse();
        assertThat(haltQuery.find(run(halted)).orElseThrow().approval())
                .satisfies(approval ->
                        assertThat(Objects.requireNonNull(approval).operator()).isEqualTo("amina"));

        long standing = grants();
        long users = count("user_grants");
        JobResult resumed = rebuild();
        assertThat(resumed.summary())
                .isEqualTo("%d users, 0 granted, %d revoked, %d unchanged"
                        .formatted(users, standing * 2 / 3, standing / 3));
        assertThat(run(resumed)).isEqualTo(run(halted));
        assertThat(steps(resumed, "range")).isEmpty();
        assertGrantsCorrect();
        assertThat(count("batch.deferred_revocation")).isZero();
        assertThat(count("outbox_event")).isZero();
    }

    @Test
    void anApprovalNeedsAHaltAndAReason() {
        JobResult fine = rebuild();
        assertThatThrownBy(() -> halts.approve(run(fine), "amina", "why not"))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("was not halted");
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        assertThatThrownBy(() -> halts.approve(run(halted), "amina", " "))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("reason is missing");
        assertThat(halts.isHaltPending("full-rebuild")).isTrue();
    }

    @Test
    void batchesThatOnlyGrantAreWrittenBeforeTheHalt() {
        emptyAudiences(DUKA, SOKO);
        run("""
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT ('ffffffff-0000-0000-0000-' || lpad(u::text, 12, '0'))::uuid, '%s', 'Vip' FROM generate_series(1, 3000) u
                """.formatted(KIOSK));
        long before = count("user_grants");
        long standing = grants();
        assertThat(rebuild().halted()).isTrue();
        assertThat(count("user_grants")).isGreaterThan(before);
        assertThat(grants()).isGreaterThan(standing);
    }

    @Test
    void customerTypesThatAllMoveAreNoLoss() {
        long standing = grants();
        run("UPDATE customer_type SET type = CASE type WHEN 'New' THEN 'Vip' WHEN 'Vip' THEN 'New' ELSE type END");
        JobResult moved = rebuild();
        assertThat(moved.isCompleted()).as("%s", moved.summary()).isTrue();
        assertThat(moved.summary()).contains(" %d granted, %1$d revoked, ".formatted(standing / 2));
        assertThat(steps(moved, "revocation")).isNotEmpty();
        assertGrantsCorrect();
    }

    @Test
    void theLossOfOneMerchantHaltsTheRun() {
        run(
                "UPDATE cashback_configuration SET eligible_customer_types = '{}' WHERE merchant_id = '%s' AND name = '{New}'"
                        .formatted(DUKA));
        assertThat(rebuild().isCompleted()).as("a quarter of a merchant's").isTrue();
        emptyAudiences(DUKA);
        JobResult halted = rebuild();
        assertThat(halted.summary()).contains("merchant-share allows").doesNotContain("total-share allows");
    }

    @Test
    void aFailedRevocationStepResumesAfterItsLastChunk() {
        emptyAudiences(DUKA, SOKO);
        halts.approve(run(rebuild()), "amina", "the campaign is over");
        long held = count("batch.deferred_revocation");
        failWritesOfOneUser();
        JobResult failed = rebuild();
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.errors()).singleElement().asString().contains("the disk is on fire");
        assertThat(count("batch.deferred_revocation")).isBetween(1L, held - 1);
        resetFailures();

        JobResult resumed = rebuild();
        assertThat(resumed.summary()).contains(" 0 granted, ");
        assertThat(steps(resumed, "revocation")).hasSize(1);
        assertGrantsCorrect();
    }

    /** A new execution has no cached diffs, and other runs have changed the same users in between. */
    @Test
    void comparesUsersAgainWithoutTheirCachedDiffs() {
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        halts.approve(run(halted), "amina", "the campaign is over");
        run("UPDATE customer_type SET type = 'Vip' WHERE merchant_id = '%s' AND type = 'New'".formatted(KIOSK));
        assertThat(jobs.run("offer-changes", Map.of("merchant", DUKA.toString()))
                        .isCompleted())
                .isTrue();
        assertThat(rebuild().isCompleted()).isTrue();
        assertThat(jobs.run("offer-changes", Map.of("merchant", KIOSK.toString()))
                        .isCompleted())
                .isTrue();
        assertGrantsCorrect();
    }

    @Test
    void anApprovalDoesNotCoverOtherLossesOfTheSameNumber() {
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        halts.approve(run(halted), "amina", "the campaign is over");
        restoreAudiences(DUKA);
        emptyAudiences(KIOSK);
        long standing = grants();

        JobResult again = rebuild();
        assertThat(again.halted()).as("%s", again).isTrue();
        assertThat(again.summary()).contains("; not covered by the approval of amina: ", " losses were not shown");
        assertThat(run(again)).isEqualTo(run(halted));
        assertThat(grants()).isEqualTo(standing);
        GuardHalt halt = haltQuery.find(run(again)).orElseThrow();
        assertThat(halt.approval()).isNull();
        assertThat(halt.merchants())
                .extracting(GuardHalt.HaltMerchantLoss::merchant)
                .containsExactlyInAnyOrder(SOKO, KIOSK);

        halts.approve(run(again), "amina", "that one, too");
        assertThat(rebuild().isCompleted()).isTrue();
        assertThat(grantsAt(DUKA)).isEqualTo(standing / 3);
        assertGrantsCorrect();
    }

    @Test
    void anApprovalCoversFewerLossesThanShown() {
        emptyAudiences(DUKA, SOKO);
        halts.approve(run(rebuild()), "amina", "the campaign is over");
        restoreAudiences(DUKA);
        long standing = grants();
        assertThat(rebuild().isCompleted()).isTrue();
        assertThat(grants()).isEqualTo(standing * 2 / 3);
        assertGrantsCorrect();
    }

    /** Killed during the second comparison: by then only some deferred batches are those that were approved. */
    @Test
    void revocationsDeferredAgainAreNotCoveredByTheApproval() {
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        halts.approve(run(halted), "amina", "the campaign is over");
        run(
                "UPDATE batch.deferred_revocation SET losses = '{}', digest_high = 0, digest_low = 0 WHERE to_user = (SELECT to_user FROM batch.deferred_revocation ORDER BY 1 LIMIT 1)");
        long standing = grants();
        assertThat(rebuild().halted()).isTrue();
        assertThat(grants()).isEqualTo(standing);
        halts.approve(run(halted), "amina", "the campaign is over");
        assertThat(rebuild().isCompleted()).isTrue();
        assertGrantsCorrect();
    }

    @Test
    void anApprovalOfAnOutdatedHaltIsRejected() {
        emptyAudiences(DUKA, SOKO);
        JobResult halted = rebuild();
        String digest = haltQuery.find(run(halted)).orElseThrow().digest();
        assertThatThrownBy(() -> halts.approve(
                        run(halted), "amina", "meant", (digest.startsWith("0") ? "1" : "0") + digest.substring(1)))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("its halt has changed since");
        TableCleaner.empty(jdbc, "batch.batch_job_instance");
        JobResult another = rebuild();
        assertThat(haltQuery.find(run(another)).orElseThrow().digest()).isEqualTo(digest);
        halts.approve(run(another), "amina", "meant", digest);
        assertThat(rebuild().isCompleted()).isTrue();
    }

    /** Changes after the start of the revocations are left to their own events. */
    @Test
    void revokesNothingThatWasNotShown() {
        emptyAudiences(DUKA, SOKO);
        halts.approve(run(rebuild()), "amina", "the campaign is over");
        failWritesOfOneUser();
        assertThat(rebuild().status()).isEqualTo(BatchStatus.FAILED);
        resetFailures();
        long kiosk = grantsAt(KIOSK);
        emptyAudiences(KIOSK);

        assertThat(rebuild().isCompleted()).isTrue();
        assertThat(grantsAt(KIOSK)).isEqualTo(kiosk);
        assertThat(grants()).isEqualTo(kiosk);
        assertThat(jobs.run("offer-changes", Map.of("merchant", KIOSK.toString()))
                        .isCompleted())
                .isTrue();
        assertGrantsCorrect();
    }

    /** As upserts draw them: a sequence value for each row, inserted or not. */
    @Test
    void countsCorrectlyWithHighMerchantAndOfferNumbers() {
        run("TRUNCATE merchant, customer_type, user_grants, cashback_configuration CASCADE");
        run(
                "INSERT INTO merchant (id, business_name, status, category, merchant_no) VALUES ('%s', 'Duka', 'Active', 'c', 268435455)"
                        .formatted(DUKA));
        run(
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT md5(u::text)::uuid, '%s', 'Vip' FROM generate_series(1, 2000) u"
                        .formatted(DUKA));
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, offer_no)
                VALUES (gen_random_uuid(), '%s', '{Vip}', true, '{Vip}', 1, 2147483647)
                """.formatted(DUKA));
        JobResult first = rebuild();
        assertThat(first.isCompleted()).as("%s", first).isTrue();
        emptyAudiences(DUKA);
        JobResult halted = rebuild();
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(haltQuery.find(run(halted)).orElseThrow().merchants())
                .containsExactly(new GuardHalt.HaltMerchantLoss(DUKA, "Duka", 2000, 0, 2000));
    }

    private void restoreAudiences(UUID merchant) {
        run("UPDATE cashback_configuration SET eligible_customer_types = name::text[] WHERE merchant_id = '%s'"
                .formatted(merchant));
    }

    private long grantsAt(UUID merchant) {
        return count("user_grants, unnest(offer_nos) AS no JOIN offer ON offer_no = no WHERE merchant_id = '%s'"
                .formatted(merchant));
    }

    private void failWritesOfOneUser() {
        run("""
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is on fire'; END $$;
                CREATE TRIGGER refuse BEFORE UPDATE ON user_grants FOR EACH ROW WHEN (NEW.user_id = '%s') EXECUTE FUNCTION refuse()
                """.formatted(jdbc.sql(
                        "SELECT user_id FROM user_grants WHERE cardinality(offer_nos) > 0 ORDER BY user_id LIMIT 1")
                .query(String.class)
                .single()));
    }

    private void emptyAudiences(UUID... merchants) {
        for (UUID merchant : merchants) {
            run("UPDATE cashback_configuration SET eligible_customer_types = '{}' WHERE merchant_id = '%s'"
                    .formatted(merchant));
        }
    }

    private JobResult rebuild() {
        return jobs.run("full-rebuild", Map.of());
    }

    private long run(JobResult result) {
        return execution(result).getJobInstanceId();
    }

    private JobExecution execution(JobResult result) {
        return Objects.requireNonNull(repository.getJobExecution(result.executionId()));
    }

    private List<StepExecution> steps(JobResult result, String name) {
        return execution(result).getStepExecutions().stream()
                .filter(step -> step.getStepName().startsWith(name + ":"))
                .toList();
    }

    private void assertGrantsCorrect() {
        GrantsChecker.Report report = GrantsChecker.check(database);
        assertThat(report.differences()).as("%s", report.examples()).isZero();
    }

    private long grants() {
        return count("user_grants, unnest(offer_nos)");
    }

    private String table() {
        return jdbc.sql("SELECT md5(string_agg(user_id::text || xmin || ctid, ',' ORDER BY user_id)) FROM user_grants")
                .query(String.class)
                .single();
    }

    private long count(String what) {
        return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
