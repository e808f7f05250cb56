package io.eligo.jobs.importing;

import static io.eligo.jobs.importing.ImportFolder.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.Guard;
import io.eligo.jobs.Halt;
import io.eligo.jobs.JobResult;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;

/** The small folder, and thirty live offers to everybody, of Mama Mboga. */
class GuardOfOffersTest extends SmallFolder {
    private static final String OFFERS = "exclusive_offers.csv";
    private static final String WINDOW = ",2020-01-01T00:00:00Z,2999-12-31T00:00:00Z,true,,";

    @Autowired
    Guard guard;

    @BeforeEach
    void thirtyOffersToEverybody() {
        folder.add(OFFERS, offers("All", 30))
                .add(
                        "offer_outlets.csv",
                        IntStream.range(0, 30)
                                .mapToObj(n -> "Exclusive," + id(1000 + n) + "," + id(11))
                                .toArray(String[]::new));
        JobResult first = importing.run(folder);
        assertThat(first.completed()).as("%s", first).isTrue();
    }

    @Test
    void haltsBeforeAnythingIsMergedWhereAudiencesWouldBeEmptied() {
        folder.replace(OFFERS, WINDOW + "All,", WINDOW + ",").replace("merchants.csv", "Mama Mboga", "Mama Njeri");
        JobResult halted = importing.run(folder);
        assertThat(halted.halted()).as("%s", halted).isTrue();
        assertThat(halted.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(halted.summary())
                .startsWith(
                        "halted by its guard, nothing was taken away: 30 of 32 live offers would go or reach fewer and 0 come; of-all allows 30 % of all; among them ")
                .contains(
                        "Offer 0 (would be granted to fewer: not to NonCustomer, New, Infrequent, Occasional, Regular, Vip)");
        assertThat(importing.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isZero();
        assertThat(importing.count("merchant WHERE business_name = 'Mama Njeri'"))
                .isZero();

        Halt halt = guard.halt(run(halted)).orElseThrow();
        assertThat(halt.standing()).isEqualTo(32);
        assertThat(halt.revoked()).isEqualTo(30);
        assertThat(halt.offers()).hasSize(30);
        assertThat(halt.merchants())
                .containsExactly(new Halt.AtMerchant(UUID.fromString(id(1)), "Mama Mboga", 32, 0, 30));
        assertThat(importing.run(folder).halted()).isTrue();

        guard.approve(run(halted), "amina", "the promotion is over");
        JobResult approved = importing.run(folder);
        assertThat(approved.completed()).as("%s", approved).isTrue();
        assertThat(run(approved)).isEqualTo(run(halted));
        assertThat(importing.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isEqualTo(30);
        assertThat(guard.stands("import")).isFalse();
    }

    /** Nothing of the offers themselves has changed, and nobody's grants would. */
    @Test
    void haltsWhereTheirMerchantIsSuspended() {
        folder.replace("merchants.csv", "Mama Mboga,Active", "Mama Mboga,Suspended");
        JobResult halted = importing.run(folder);
        assertThat(halted.summary()).contains("32 of 32", "would not be live: its merchant is Suspended");
        assertThat(importing.count("merchant WHERE status = 'Suspended'")).isZero();
    }

    @Test
    void whatWasApprovedCoversNoMoreThanWasShown() {
        folder.file(OFFERS, header(), offers("", 25));
        JobResult halted = importing.run(folder);
        guard.approve(run(halted), "amina", "the promotion is over");
        folder.replace("merchants.csv", "Mama Mboga,Active", "Mama Mboga,Suspended");
        assertThat(importing.run(folder).halted()).isTrue();
        assertThat(importing.count("merchant WHERE status = 'Suspended'")).isZero();
    }

    @Test
    void aFewMayGo() {
        folder.file(OFFERS, header(), offers("", 19));
        assertThat(importing.run(folder).completed()).isTrue();
        assertThat(importing.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isEqualTo(19);
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndMergesNothing() {
        importing.emptyTables();
        assertThat(dryRun().summary()).isEqualTo("11 files, 76 rows, 76 to be written, 0 rejected");
        assertThat(importing.count("merchant")).isZero();
        folder.add("outlets.csv", id(99) + "," + id(98) + ",Nowhere,,true,Approved")
                .add("payment_points.csv", id(97) + "," + id(99) + ",till,true,,Approved");
        assertThat(dryRun().summary()).startsWith("11 files, 78 rows, 76 to be written, 2 rejected, see ");
        assertThat(importing.rejectedBriefly(folder))
                .containsExactly(
                        "outlets.csv:4 merchant_id '%1$s': merchant %1$s does not exist".formatted(id(98)),
                        "payment_points.csv:3 outlet_id '%1$s': outlet %1$s was rejected at outlets.csv:4"
                                .formatted(id(99)));

        assertThat(importing.run(folder).completed()).isTrue();
        folder.replace(OFFERS, WINDOW + "All,", WINDOW + ",");
        assertThat(dryRun().summary())
                .startsWith("11 files, 78 rows, 30 to be written, 2 rejected, see ")
                .contains("; its guard would halt it: 30 of 32 live offers");
        assertThat(importing.count("exclusive_offer WHERE eligible_customer_types = '{}'"))
                .isZero();
        assertThat(importing.count("staging.exclusive_offer")).isZero();
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
        return String.join(
                "\n",
                IntStream.range(0, count)
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
