package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.importing.files.CsvFiles;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.runtime.StopSignal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ImportTest extends ImportTestBase {
    @Autowired
    StopSignal stop;

    @Test
    void loadsAllFilesInTheirCanonicalSpelling() {
        assertThat(importFixture.run(folder).summary()).isEqualTo("11 files, 16 rows, 16 written, 0 rejected");
        assertThat(importFixture.rejected(folder)).isEmpty();
        assertThat(text("SELECT status || category FROM merchant WHERE id = '" + id(2) + "'"))
                .isEqualTo("Pending");
        assertThat(text("SELECT description IS NULL AND review_status IS NULL FROM outlet WHERE id = '" + id(12) + "'"))
                .isEqualTo("true");
        assertThat(text("SELECT kind || review_status FROM payment_point")).isEqualTo("tillApproved");
        assertThat(
                        text(
                                "SELECT eligible_customer_types::text || ' ' || net_cashback_budget FROM cashback_configuration"))
                .isEqualTo("{New,Vip} 100.50");
        assertThat(text("SELECT end_date = '2026-12-31T23:59:59.123456Z' FROM cashback_configuration"))
                .isEqualTo("true");
        assertThat(text("SELECT eligible_customer_types FROM exclusive_offer WHERE merchant_id IS NULL"))
                .isEqualTo("{All,Vip}");
        assertThat(text("SELECT points_issued_limit IS NULL FROM loyalty_program"))
                .isEqualTo("true");
        assertThat(text("SELECT type FROM customer_type WHERE user_id = '" + id(91) + "'"))
                .isEqualTo("Vip");
    }

    @Test
    void writesOnlyRowsThatHaveChanged() {
        importFixture.run(folder);
        String createdAt = text("SELECT created_at FROM merchant WHERE id = '" + id(1) + "'");
        folder.replace("merchants.csv", "Mama Mboga", "Mama Njeri").replace("customer_types.csv", ",New", ",Regular");

        assertThat(importFixture.run(folder).summary()).isEqualTo("11 files, 16 rows, 2 written, 0 rejected");
        assertThat(text("SELECT business_name FROM merchant WHERE id = '" + id(1) + "'"))
                .isEqualTo("Mama Njeri");
        assertThat(text("SELECT created_at FROM merchant WHERE id = '" + id(1) + "'"))
                .isEqualTo(createdAt);
        assertThat(text("SELECT type FROM customer_type WHERE user_id = '" + id(92) + "'"))
                .isEqualTo("Regular");
    }

    @Test
    void locksNoUnchangedRowsAndUsesNoSequenceValues() {
        String state = """
                SELECT string_agg(concat_ws(' ', m.ctid, m.xmin, m.xmax), ',' ORDER BY m.id) || ' ' || (SELECT last_value FROM merchant_no_seq)
                    || ' ' || (SELECT last_value FROM offer_no_seq) FROM merchant m
                """;
        importFixture.run(folder);
        String before = text(state);

        assertThat(importFixture.run(folder).summary()).isEqualTo("11 files, 16 rows, 0 written, 0 rejected");
        assertThat(text(state)).isEqualTo(before);
    }

    @Test
    void loadsSomeFilesOverExistingRows() {
        importFixture.run(folder);
        jdbc.sql("UPDATE loyalty_program SET deleted_at = now()").update();
        CsvFiles.IN_LOAD_ORDER.stream()
                .filter(file -> !file.name().equals("loyalty_programs"))
                .forEach(file -> folder.without(file.name() + ".csv"));
        folder.replace("loyalty_programs.csv", "Club", "Circle");

        assertThat(importFixture.run(folder).summary()).isEqualTo("1 files, 1 rows, 1 written, 0 rejected");
        assertThat(text("SELECT deleted_at IS NOT NULL FROM loyalty_program")).isEqualTo("true");
    }

    @Test
    void readsZippedFilesColumnsInAnyOrderByteOrderMarksAndUnknownColumns() {
        folder.without("merchants.csv")
                .zipped(
                        "merchants.csv.gz",
                        "\uFEFFcategory,owner,status,business_name,id",
                        "Groceries,?,Active,Mama \u2603," + id(1).toUpperCase(),
                        "Tea,?,ACTIVE,Duka," + id(2),
                        "Tea,?,Gone,Duka," + id(3));

        assertThat(importFixture.run(folder).summary()).startsWith("11 files, 17 rows, 16 written, 1 rejected, see ");
        assertThat(text("SELECT business_name || category FROM merchant WHERE id = '" + id(1) + "'"))
                .isEqualTo("Mama \u2603Groceries");
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "merchants.csv.gz:4 status 'Gone': expected one of Active, Pending, Suspended, Closed");
    }

    @Test
    void countsPhysicalLinesAlsoWhereQuotedTextHasSeveral() {
        folder.file(
                "merchants.csv",
                "id,business_name,status,category",
                id(1) + ",\"Mama\r\nMboga\t\\N \"\"&\"\" Sons\",Active,Groceries",
                "",
                id(2) + ",\"Du\nka\",Active,",
                id(3) + ",\"Du\nka\",Away,");

        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        assertThat(text("SELECT business_name FROM merchant WHERE id = '" + id(1) + "'"))
                .isEqualTo("Mama\r\nMboga\t\\N \"&\" Sons");
        assertThat(importFixture.rejected(folder))
                .extracting(ImportFixture.RejectedRow::line)
                .containsExactly(7L);
    }

    @Test
    void swapsTheMerchantsOfTwoPrograms() {
        folder.add("loyalty_programs.csv", id(25) + "," + id(2) + ",Other,true,5,,Approved");
        importFixture.run(folder);
        folder.file(
                "loyalty_programs.csv",
                "id,merchant_id,name,is_active,points_used_in_period,points_issued_limit,review_status",
                id(24) + "," + id(2) + ",Club,true,5,,Approved",
                id(25) + "," + id(1) + ",Other,true,5,,Approved");

        assertThat(importFixture.run(folder).summary()).contains(" 2 written, 0 rejected");
    }

    @Test
    void resumesInTheMiddleOfAFailedMergeAndDoesNotReadFinishedFilesAgain() {
        folder.add("customer_types.csv", customerTypes(25_000));
        jdbc.sql("ALTER TABLE customer_type ADD CONSTRAINT trap CHECK (user_id <> '" + id(25_900) + "')")
                .update();
        JobResult failed;
        try {
            failed = importFixture.run(folder);
        } finally {
            jdbc.sql("ALTER TABLE customer_type DROP CONSTRAINT trap").update();
        }
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.errors()).singleElement().asString().contains("trap");
        assertThat(importFixture.count("customer_type")).isEqualTo(19_999);

        JobResult resumed = importFixture.run(folder);
        assertThat(resumed.summary()).isEqualTo("11 files, 25,016 rows, 25,016 written, 0 rejected");
        assertThat(importFixture.count("customer_type")).isEqualTo(25_002);
        assertThat(importFixture.read(resumed, "merchants-stage")).isZero();
        assertThat(importFixture.read(resumed, "customer_types-stage")).isEqualTo(25_002);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"before the merge, INSERT, 0, 0", "between two chunks of it, UPDATE, 1, 9999"})
    void detectsAStagingTableThatACrashHasEmptied(String when, String write, int commits, long written) {
        folder.add("customer_types.csv", customerTypes(25_000));
        jdbc.sql("""
                        CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN TRUNCATE staging.customer_type; RETURN new; END $$;
                        CREATE TRIGGER crash BEFORE %s ON batch.batch_step_execution FOR EACH ROW
                        WHEN (new.step_name = 'customer_types-merge' AND new.commit_count = %d) EXECUTE FUNCTION lose()
                        """.formatted(write, commits)).update();
        JobResult failed;
        try {
            failed = importFixture.run(folder);
        } finally {
            jdbc.sql("DROP FUNCTION lose() CASCADE").update();
        }
        assertThat(failed.errors())
                .containsExactly(
                        "customer_types: 25002 valid rows in the file, but 0 rows staged: PostgreSQL crashed or the file was"
                                + " replaced; run the import again to stage them again");
        assertThat(importFixture.count("customer_type")).isEqualTo(written);

        JobResult resumed = importFixture.run(folder);
        assertThat(resumed.summary()).isEqualTo("11 files, 25,016 rows, 25,016 written, 0 rejected");
        assertThat(importFixture.count("customer_type")).isEqualTo(25_002);
    }

    @Test
    void checksOneFileATransaction() {
        JobResult result = importFixture.run(folder);
        assertThat(jdbc.sql("""
                                SELECT commit_count FROM batch.batch_step_execution
                                WHERE job_execution_id = ? AND step_name = 'check'
                                """)
                        .param(result.executionId())
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(11);
    }

    @Test
    void stopsInTheMiddleOfCheckingAFile() {
        folder.add("merchants.csv", merchants(25_000));
        JobResult stopped;
        stop.stop();
        try {
            stopped = importFixture.run(folder);
        } finally {
            stop.start();
        }
        assertThat(stopped.status()).isEqualTo(BatchStatus.STOPPED);
        assertThat(text("SELECT max(rows) FROM staging.file JOIN batch.batch_job_execution USING (job_instance_id)"
                        + " WHERE job_execution_id = " + stopped.executionId()))
                .isEqualTo("0");
        assertThat(importFixture.run(folder).summary()).isEqualTo("11 files, 25,016 rows, 25,016 written, 0 rejected");
    }

    @Test
    void reportsProgressOnceForTheCheckAndOnceForEachFile(CapturedOutput output) {
        importFixture.run(folder);
        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("bytes"))
                .singleElement()
                .asString()
                .endsWith("Progress of checking the files, bytes: " + folder.size() + ", done");
        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("merchants, "))
                .extracting(line -> line.substring(line.indexOf("merchants")))
                .containsExactly("merchants, read: 2, done", "merchants, lines merged: 3, done");
    }

    @Test
    void failsPastMaxRejectsBeforeAnythingOfThatFileIsMerged() {
        folder.add("outlets.csv", badOutlets());
        JobResult failed = importFixture.run(folder, 2);
        assertThat(failed.errors())
                .singleElement()
                .asString()
                .startsWith("outlets.csv: more than max-rejects=2 rows rejected, listed in ")
                .endsWith("rejects.csv; nothing of this file was merged");
        assertThat(importFixture.rejected(folder)).hasSizeGreaterThan(2);
        assertThat(importFixture.count("merchant")).isEqualTo(2);
        assertThat(importFixture.count("outlet")).isZero();
    }

    @Test
    void resumesWithTheCorrectedFileAndDoesNotReadFinishedOnesAgain() {
        folder.add("outlets.csv", badOutlets());
        importFixture.run(folder, 2);
        folder.file(
                "outlets.csv",
                "id,merchant_id,name,description,is_active,review_status",
                id(11) + "," + id(1) + ",Market,,true,Approved",
                id(12) + "," + id(2) + ",Town,,true,Approved");

        JobResult corrected = importFixture.run(folder, 2);
        assertThat(corrected.summary()).isEqualTo("11 files, 16 rows, 16 written, 0 rejected");
        assertThat(importFixture.read(corrected, "merchants-stage")).isZero();
        assertThat(importFixture.read(corrected, "outlets-stage")).isEqualTo(2);
    }

    @Test
    void readsACorrectedFinishedFileAgainAndAllAfterIt() {
        folder.replace("merchants.csv", "pending", "dormant");
        importFixture.run(folder, 1);
        assertThat(importFixture.rejectedBriefly(folder)).hasSize(2);
        assertThat(importFixture.count("merchant")).isEqualTo(1);

        folder.replace("merchants.csv", "dormant", "Active");
        JobResult corrected = importFixture.run(folder, 1);
        assertThat(corrected.summary()).isEqualTo("11 files, 16 rows, 16 written, 0 rejected");
        assertThat(importFixture.read(corrected, "merchants-stage")).isEqualTo(2);
    }

    @Test
    void replacesTheRejectsFileOfAnEarlierRun() throws Exception {
        Files.createDirectories(dir.resolve("rejects"));
        Files.writeString(dir.resolve("rejects/rejects.csv"), "from an earlier run");
        importFixture.run(folder);
        assertThat(dir.resolve("rejects/rejects.csv")).hasContent("file,line,column,value,reason");
        assertThat(dir.resolve("rejects")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void refusesAMissingFolder() {
        JobResult failed = jobs.run("import", Map.of("dir", dir + "/nowhere", "reject-dir", dir + "/rejects"));
        assertThat(failed.errors()).containsExactly(dir + "/nowhere: no such folder");
    }

    @Test
    void refusesARejectDirThatIsAFile() {
        JobResult failed = jobs.run("import", Map.of("dir", dir.toString(), "reject-dir", dir + "/merchants.csv"));
        assertThat(failed.errors())
                .containsExactly(dir
                        + "/merchants.csv/rejects.csv: cannot be written: %s/merchants.csv is a file".formatted(dir));
    }

    @Test
    void refusesWithoutStackTrace(CapturedOutput output) {
        folder.add("outlets.csv", badOutlets());
        assertThat(importFixture.run(folder, 2).errors())
                .singleElement()
                .asString()
                .startsWith("outlets.csv: more than max-rejects=2");
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    @Test
    void refusesAFolderWithNoneOfItsFiles() {
        CsvFiles.IN_LOAD_ORDER.forEach(file -> folder.without(file.name() + ".csv"));
        folder.file("outlet.csv", "id");
        assertThat(importFixture.run(folder).errors())
                .singleElement()
                .asString()
                .contains("has none of the files merchants, ");
    }

    @Test
    void refusesAFileThatExistsPlainAndZipped() {
        folder.zipped("outlets.csv.gz", "id");
        refuses("outlets.csv: outlets.csv.gz exists as well; keep one of the two");
    }

    @Test
    void refusesAFileWithoutAColumnAndReportsAllFaults() {
        folder.replace("outlets.csv", ",review_status", ",reviewed").file("loyalty_tiers.csv");
        refuses(
                "outlets.csv: column review_status is missing; found id,merchant_id,name,description,is_active,reviewed; "
                        + "expected id,merchant_id,name,description,is_active,review_status; "
                        + "loyalty_tiers.csv: is empty; expected a header: "
                        + "id,loyalty_program_id,name,min_customer_type,is_active,deleted_at,review_status");
    }

    @Test
    void refusesADuplicateColumn() {
        folder.replace("merchants.csv", "id,business_name", "id,id,business_name");
        refuses("merchants.csv: duplicate column id; found id,id,business_name,status,category");
    }

    @Test
    void refusesBytesThatAreNotUtf8AndNamesTheLine() {
        folder.bytes(
                "merchants.csv",
                ("id,business_name,status,category\n" + id(1) + ",Caf\u00e9,Active,x\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        refuses("merchants.csv: invalid CSV: line 2 is not UTF-8");
    }

    @Test
    void refusesAFileThatIsNotGzip() {
        folder.without("merchants.csv").file("merchants.csv.gz", "id,business_name,status,category");
        refuses("merchants.csv.gz: not a gzip file");
    }

    @Test
    void refusesATruncatedGzipBeforeAnyRowIsLoaded() throws Exception {
        String[] lines = new String[5_000];
        Arrays.setAll(lines, n -> n == 0 ? "user_id,merchant_id,type" : id(n * 7_919L) + "," + id(1) + ",New");
        folder.without("customer_types.csv").zipped("customer_types.csv.gz", lines);
        byte[] whole = Files.readAllBytes(dir.resolve("customer_types.csv.gz"));
        folder.bytes("customer_types.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        refuses("customer_types.csv.gz: is cut off: its gzip data ends too early");
    }

    @Test
    void refusesAQuoteThatIsNotClosedBeforeAnyRowIsLoaded() {
        folder.add("loyalty_rewards.csv", id(34) + "," + id(24) + ",\"Tea,true,Approved");
        refuses("loyalty_rewards.csv: invalid CSV: Unclosed quoted field at end of input (record starting at line 3)");
    }

    private void refuses(String reason) {
        assertThat(importFixture.run(folder).errors()).containsExactly(reason);
        assertThat(importFixture.count("merchant")).isZero();
    }

    private static String[] customerTypes(int users) {
        return IntStream.range(0, users)
                .mapToObj(n -> id(1_000 + n) + "," + id(1) + ",Regular")
                .toArray(String[]::new);
    }

    private static String[] merchants(int merchants) {
        return IntStream.range(0, merchants)
                .mapToObj(n -> id(1_000 + n) + ",Duka,Active,")
                .toArray(String[]::new);
    }

    private static String[] badOutlets() {
        return IntStream.range(0, 5)
                .mapToObj(n -> id(100 + n) + "," + id(1) + ",Bad,,maybe,Approved")
                .toArray(String[]::new);
    }

    private String text(String query) {
        return jdbc.sql("SELECT (" + query + ")::text").query(String.class).single();
    }
}
