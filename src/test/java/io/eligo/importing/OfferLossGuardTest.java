package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.control.JobControl;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.GuardHaltQuery;
import io.eligo.jobs.guard.GuardHalts;
import java.sql.Connection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;

/** The small folder, and thirty live offers of Mama Mboga to all users. */
class OfferLossGuardTest extends ImportTestBase {
    private static final String OFFERS = "exclusive_offers.csv";
    private static final String WINDOW = ",2020-01-01T00:00:00Z,2999-12-31T00:00:00Z,true,,";

    @Autowired
    GuardHalts halts;

    @Autowired
    GuardHaltQuery haltQuery;

    @Autowired
    JobControl control;

    @Autowired
    DataSource database;

    @BeforeEach
    void insertThirtyOffersToAllUsers() {
        folder.add(OFFERS, offers("All", 30))
                .add(
                        "offer_outlets.csv",
                        IntStream.range(0, 30)
                                .mapToObj(n -> "Exclusive," + id(1000 + n) + "," + id(11))
                                .toArray(String[]::new));
        JobResult first = importFixture.run(folder);
        assertThat(first.isCompleted()).as("%s", first).isTrue();
    }

    @Test
    void haltsBeforeAnythingIsMergedWhereAudiencesWouldBeEmptied() {
        folder.replace(OFFERS, WINDOW + "All,", WINDOW + ",").replace("merchants.csv", "Mama Mboga", "Mama Njeri");
        JobResult halted = importFixture.run(folder);
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(halted.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(halted.summary())
                .startsWith(
                        "30 of 32 live offers would be removed or reach fewer users and 0 would be added; total-share allows 30 % of all; among them ")
                .contains(
                        "Offer 0 (would be granted to fewer: not to NonCustomer, New, Infrequent, Occasional, Regular, Vip)");
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isZero();
        assertThat(importFixture.count("merchant WHERE business_name = 'Mama Njeri'"))
                .isZero();

        GuardHalt halt = haltQuery.find(run(halted)).orElseThrow();
        assertThat(halt.current()).isEqualTo(32);
        assertThat(halt.revoked()).isEqualTo(30);
        assertThat(halt.offers()).hasSize(30);
        assertThat(halt.merchants())
                .containsExactly(new GuardHalt.HaltMerchantLoss(UUID.fromString(id(1)), "Mama Mboga", 32, 0, 30));
        assertThat(importFixture.run(folder).halted()).isTrue();

        halts.approve(run(halted), "amina", "the promotion is over");
        JobResult approved = importFixture.run(folder);
        assertThat(approved.isCompleted()).as("%s", approved).isTrue();
        assertThat(run(approved)).isEqualTo(run(halted));
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isEqualTo(30);
        assertThat(halts.isHaltPending("import")).isFalse();
    }

    /** Neither the offers themselves nor any stored grants change. */
    @Test
    void haltsWhereTheirMerchantIsSuspended() {
        folder.replace("merchants.csv", "Mama Mboga,Active", "Mama Mboga,Suspended");
        JobResult halted = importFixture.run(folder);
        assertThat(halted.summary()).contains("32 of 32", "would not be live: its merchant is Suspended");
        assertThat(importFixture.count("merchant WHERE status = 'Suspended'")).isZero();
    }

    @Test
    void anApprovalCoversNoMoreThanWasShown() {
        folder.file(OFFERS, header(), offers("", 25));
        JobResult halted = importFixture.run(folder);
        halts.approve(run(halted), "amina", "the promotion is over");
        folder.replace("merchants.csv", "Mama Mboga,Active", "Mama Mboga,Suspended");
        assertThat(importFixture.run(folder).halted()).isTrue();
        assertThat(importFixture.count("merchant WHERE status = 'Suspended'")).isZero();
    }

    @Test
    void anApprovalDoesNotCoverOtherLossesOfTheSameNumber() {
        folder.file(OFFERS, header(), offers("", 0, 25), offers("All", 25, 30));
        JobResult halted = importFixture.run(folder);
        assertThat(halted.summary()).contains("25 of 32");
        halts.approve(run(halted), "amina", "the promotion is over");
        folder.file(OFFERS, header(), offers("All", 0, 5), offers("", 5, 30));
        JobResult again = importFixture.run(folder);
        assertThat(again.halted()).as("%s", again).isTrue();
        assertThat(again.summary())
                .contains("25 of 32", "; not covered by the approval of amina: 5 losses were not shown");
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isZero();
    }

    @Test
    void anApprovalCoversFewerLossesThanShown() {
        folder.file(OFFERS, header(), offers("", 0, 30));
        halts.approve(run(importFixture.run(folder)), "amina", "the promotion is over");
        folder.file(OFFERS, header(), offers("", 0, 25), offers("All", 25, 30));
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({
        "All, New, Approved, 2999-12-31, would be granted to fewer",
        "All, All, Rejected, 2999-12-31, would not be live: its review is Rejected",
        "All, All, Approved, 2998-06-30, would be live for less time: from 2998-01-01T00:00:00Z until 2998-06-30T00:00:00Z",
        "All, All, Approved, 2998-01-01, would be live for less time"
    })
    void offersThatOpenLaterCountAsWell(String before, String after, String review, String until, String says) {
        folder.file(OFFERS, header(), later(before, "Approved", "2999-12-31"));
        halts.approve(run(importFixture.run(folder)), "amina", "they come later");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.file(OFFERS, header(), later(after, review, until));
        JobResult halted = importFixture.run(folder);
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(halted.summary()).contains("30 of 32 live offers", says);
    }

    @Test
    void endedOffersDoNotCountAsLosses() {
        folder.replace(OFFERS, WINDOW, ",2020-01-01T00:00:00Z,2020-12-31T00:00:00Z,true,,");
        halts.approve(run(importFixture.run(folder)), "amina", "the promotion is over");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.file(OFFERS, header(), offers("", 30));
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
    }

    @Test
    void offersThatMoveToAnotherMerchantCountAsLosses() {
        folder.file(OFFERS, header(), offers("New;Vip", 30));
        halts.approve(run(importFixture.run(folder)), "amina", "not to all");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.replace("merchants.csv", "Duka,pending", "Duka,Active")
                .replace("outlets.csv", "Town,,false,", "Town,,true,Approved")
                .add("payment_points.csv", id(14) + "," + id(12) + ",TILL,true,,approved")
                .add(
                        "offer_outlets.csv",
                        IntStream.range(0, 30)
                                .mapToObj(n -> "Exclusive," + id(1000 + n) + "," + id(12))
                                .toArray(String[]::new));
        assertThat(importFixture.run(folder, 500).isCompleted()).isTrue();
        folder.replace(OFFERS, "," + id(1) + ",Offer", "," + id(2) + ",Offer");
        JobResult halted = importFixture.run(folder, 500);
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(halted.summary()).contains("would be granted to another merchant's customers");
    }

    /** Blocks the COPY until the stop has been requested. */
    @Test
    void stopsAfterAStagedChunk() throws Exception {
        manyRows();
        jdbc.sql("""
                        CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(14); RETURN NULL; END $$;
                        CREATE TRIGGER hold_up BEFORE INSERT ON staging.exclusive_offer EXECUTE FUNCTION hold_up()
                        """).update();
        var thread = Executors.newSingleThreadExecutor();
        try (Connection holding = database.getConnection()) {
            holding.createStatement().execute("SELECT pg_advisory_lock(14)");
            Future<JobResult> running = thread.submit(() -> importFixture.run(folder));
            await().until(() ->
                    importFixture.count("pg_locks WHERE locktype = 'advisory' AND objid = 14 AND NOT granted") > 0);
            control.stop(jdbc.sql("SELECT max(job_execution_id) FROM batch.batch_job_execution")
                    .query(Long.class)
                    .single());
            holding.createStatement().execute("SELECT pg_advisory_unlock(14)");
            assertThat(running.get().status()).isEqualTo(BatchStatus.STOPPED);
            assertThat(importFixture.count("staging.exclusive_offer")).isEqualTo(10_000);
        } finally {
            thread.shutdown();
            jdbc.sql("DROP FUNCTION hold_up() CASCADE").update();
        }
        jdbc.sql("TRUNCATE staging.exclusive_offer").update();
    }

    @Test
    void stopsStagingAfterTooManyRejects() {
        folder.add(OFFERS, "bad,,,,,,,,,,,", "worse,,,,,,,,,,,");
        manyRows();
        jdbc.sql("""
                        CREATE TABLE staged AS SELECT 0::bigint AS rows;
                        CREATE FUNCTION count_staged() RETURNS trigger LANGUAGE plpgsql AS $$
                            BEGIN INSERT INTO staged SELECT count(*) FROM added; RETURN NULL; END $$;
                        CREATE TRIGGER count_staged AFTER INSERT ON staging.exclusive_offer REFERENCING NEW TABLE AS added
                            EXECUTE FUNCTION count_staged()
                        """).update();
        try {
            JobResult refused = importFixture.run(folder, 1);
            assertThat(refused.errors()).singleElement().asString().contains("more than max-rejects=1 rows rejected");
            assertThat(jdbc.sql("SELECT sum(rows) FROM staged")
                            .query(Long.class)
                            .single())
                    .as("by the guard and by the stage, a chunk each at most")
                    .isLessThan(20_000);
        } finally {
            jdbc.sql("DROP FUNCTION count_staged() CASCADE; DROP TABLE staged").update();
        }
    }

    private void manyRows() {
        folder.add(OFFERS, offers("All", 0, 30_000));
    }

    private static String later(String audience, String review, String until) {
        return offers(audience, 30)
                .replace("2020-01-01T00:00:00Z,2999-12-31", "2998-01-01T00:00:00Z," + until)
                .replace("Approved", review);
    }

    @Test
    void fewLossesDoNotHaltTheRun() {
        folder.file(OFFERS, header(), offers("", 19));
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isEqualTo(19);
    }

    @Test
    void aDryRunReportsTheChangesAndMergesNothing() {
        importFixture.emptyTables();
        assertThat(dryRun().summary()).isEqualTo("11 files, 76 rows, 76 to be written, 0 rejected");
        assertThat(importFixture.count("merchant")).isZero();
        folder.add("outlets.csv", id(99) + "," + id(98) + ",Nowhere,,true,Approved")
                .add("payment_points.csv", id(97) + "," + id(99) + ",till,true,,Approved");
        assertThat(dryRun().summary()).startsWith("11 files, 78 rows, 76 to be written, 2 rejected, see ");
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "outlets.csv:4 merchant_id '%1$s': merchant %1$s does not exist".formatted(id(98)),
                        "payment_points.csv:3 outlet_id '%1$s': outlet %1$s was rejected at outlets.csv:4"
                                .formatted(id(99)));

        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.replace(OFFERS, WINDOW + "All,", WINDOW + ",");
        assertThat(dryRun().summary())
                .startsWith("11 files, 78 rows, 30 to be written, 2 rejected, see ")
                .contains("; the loss guard would halt it: 30 of 32 live offers");
        assertThat(importFixture.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isZero();
        assertThat(importFixture.count("staging.exclusive_offer")).isZero();
    }

    private JobResult dryRun() {
        return jobs.run(
                "import",
                Map.of(
                        "dir", folder.dir().toString(),
                        "reject-dir", folder.dir().resolve("rejects").toString(),
                        "dry-run", "true"));
    }

    private static String header() {
        return "id,merchant_id,name,description,start_date,end_date,is_active,deleted_at,eligible_customer_types,net_offer_budget,used_offer_budget,review_status";
    }

    private static String offers(String audience, int count) {
        return offers(audience, 0, count);
    }

    private static String offers(String audience, int from, int to) {
        return String.join(
                "\n",
                IntStream.range(from, to)
                        .mapToObj(n ->
                                id(1000 + n) + "," + id(1) + ",Offer " + n + "," + WINDOW + audience + ",10,1,Approved")
                        .toList());
    }

    private long run(JobResult result) {
        return jdbc.sql("SELECT job_instance_id FROM batch.batch_job_execution WHERE job_execution_id = ?")
                .param(result.executionId())
                .query(Long.class)
                .single();
    }
}
