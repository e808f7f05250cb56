package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Rows that are valid or rejected depending on other rows. */
@ExtendWith(OutputCaptureExtension.class)
class ImportedRowsTest extends ImportTestBase {
    @Test
    void childrenOfARejectedRowNameIt() {
        folder.replace("merchants.csv", "pending", "Dormant");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "merchants.csv:3 status 'Dormant': expected one of Active, Pending, Suspended, Closed",
                        "outlets.csv:3 merchant_id '%s': merchant %s was rejected at merchants.csv:3"
                                .formatted(id(2), id(2)),
                        "offer_outlets.csv:3 outlet_id '%s': outlet %s was rejected at outlets.csv:3"
                                .formatted(id(12), id(12)),
                        "customer_types.csv:3 merchant_id '%s': merchant %s was rejected at merchants.csv:3"
                                .formatted(id(2), id(2)));
    }

    @Test
    void childrenNameARowThatWasRejectedForItsNumberOfFields() {
        folder.add("merchants.csv", id(3) + ",Short", "no id," + id(4), id(5) + ",Long,Active,x,y")
                .add(
                        "outlets.csv",
                        id(14) + "," + id(3) + ",Market,,true,",
                        id(15) + "," + id(4) + ",Market,,true,",
                        id(16) + "," + id(5) + ",Market,,true,");
        importFixture.run(folder);
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "merchants.csv:4  '': 2 fields, expected 4 as in the header",
                        "merchants.csv:5  '': 2 fields, expected 4 as in the header",
                        "merchants.csv:6  '': 5 fields, expected 4 as in the header",
                        "outlets.csv:4 merchant_id '%s': merchant %s was rejected at merchants.csv:4"
                                .formatted(id(3), id(3)),
                        "outlets.csv:5 merchant_id '%s': merchant %s does not exist".formatted(id(4), id(4)),
                        "outlets.csv:6 merchant_id '%s': merchant %s was rejected at merchants.csv:6"
                                .formatted(id(5), id(5)));
    }

    @Test
    void childrenOfARejectedRowLoadIfAnOlderVersionOfItExists() {
        importFixture.run(folder);
        folder.replace("merchants.csv", "pending", "Dormant").replace("outlets.csv", "Town", "Centre");
        assertThat(importFixture.run(folder).summary()).contains(" 1 written, 1 rejected");
        assertThat(jdbc.sql("SELECT name FROM outlet WHERE id = ?::uuid")
                        .param(id(12))
                        .query(String.class)
                        .single())
                .isEqualTo("Centre");
    }

    @Test
    void theReasonListsAllFaultsOfARowAndTheColumnIsTheFirst() {
        folder.file("offer_outlets.csv", "outlet_id,offer_type,offer_id", id(77) + ",Exclusive," + id(21))
                .add("payment_points.csv", "x," + id(11) + ",,perhaps,,");
        importFixture.run(folder);
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "payment_points.csv:3 id 'x': expected a UUID like 0021f07d-9a6d-50e8-949a-ea29ccc3a6e0; "
                                + "also kind: is empty, expected one of paybill, till; also is_active: expected true or false",
                        "offer_outlets.csv:2 outlet_id '%s': outlet %s does not exist; also offer_id: offer %s is of type Cashback, not Exclusive"
                                .formatted(id(77), id(77), id(21)));
    }

    @Test
    void spellingsOfSpreadsheetsAndDatabasesAreAccepted() {
        folder.replace("outlets.csv", "Stall 7,true", "Stall 7,TRUE")
                .replace("outlets.csv", ",false,", ",False,")
                .replace("exclusive_offers.csv", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00+03:00")
                .replace("exclusive_offers.csv", "2026-12-31T00:00:00Z", "2026-12-31 00:00:00+00")
                .replace("exclusive_offers.csv", "All;Vip", "All; Vip ")
                .replace("cashback_configurations.csv", "2026-12-31T23:59:59.123456789Z", "2026-12-31 19:59:59.5-0400");
        assertThat(importFixture.run(folder).errors()).isEmpty();
        assertThat(importFixture.rejectedBriefly(folder)).isEmpty();
        assertThat(jdbc.sql("SELECT is_active FROM outlet ORDER BY id")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true, false);
        assertThat(jdbc.sql(
                                "SELECT start_date = '2026-01-01T00:00:00Z' AND end_date = '2026-12-31T00:00:00Z' FROM exclusive_offer")
                        .query(Boolean.class)
                        .list())
                .containsExactly(true, true);
        assertThat(jdbc.sql("SELECT eligible_customer_types::text FROM exclusive_offer WHERE id = '" + id(23) + "'")
                        .query(String.class)
                        .single())
                .isEqualTo("{All,Vip}");
        assertThat(jdbc.sql("SELECT end_date = '2026-12-31T23:59:59.5Z' FROM cashback_configuration")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outlets.csv|Stall 7,true|Stall 7,t|t",
                "outlets.csv|Stall 7,true|Stall 7,1|1",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|2026-01-01T00:00:00|2026-01-01T00:00:00",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|2026-01-01|2026-01-01",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|2026-01-01T24:00:00Z|2026-01-01T24:00:00Z",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|2026-02-30T00:00:00+03|2026-02-30T00:00:00+03",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|2026-01-01T00:00:00+19:00|2026-01-01T00:00:00+19:00",
                "exclusive_offers.csv|2026-01-01T00:00:00Z|0001-01-01T00:00:00+01:00|0001-01-01T00:00:00+01:00",
                "exclusive_offers.csv|2026-12-31T00:00:00Z|9999-12-31T23:59:59-01:00|9999-12-31T23:59:59-01:00",
                "exclusive_offers.csv|All;Vip|All;;Vip|All;;Vip",
                "exclusive_offers.csv|,10,1,|,10.5e1,1,|10.5e1"
            })
    void otherSpellingsAreRejected(String file, String good, String odd, String value) {
        folder.replace(file, good, odd);
        importFixture.run(folder);
        assertThat(importFixture.rejected(folder)).anySatisfy(row -> {
            assertThat(row.file()).isEqualTo(file);
            assertThat(row.value()).isEqualTo(value);
        });
    }

    @Test
    void rowsWithoutAnyValueAreSkippedLikeBlankLines(CapturedOutput output) {
        folder.replace("merchants.csv", "\n", "\n,,,\n\n,,,,,\n");
        JobResult result = importFixture.run(folder);
        assertThat(result.summary()).startsWith("11 files, 16 rows, 16 written, 0 rejected");
        assertThat(importFixture.rejectedBriefly(folder)).isEmpty();
        assertThat(output.getOut()).contains("merchants.csv: blank rows skipped: 9");
    }

    @Test
    void theFirstGoodRowOfAKeyWins() {
        folder.add("merchants.csv", id(3) + ",Bad,Gone,x", id(3) + ",Good,Active,x", id(3) + ",Late,Active,x")
                .add("customer_types.csv", id(92) + "," + id(2) + ",New");
        importFixture.run(folder);
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "merchants.csv:4 status 'Gone': expected one of Active, Pending, Suspended, Closed",
                        "merchants.csv:6 id '%s': a duplicate of line 5, same id".formatted(id(3)),
                        "customer_types.csv:4 user_id '%s': a duplicate of line 3, same user_id and merchant_id"
                                .formatted(id(92)));
    }

    @Test
    void anOfferIdIsUniqueOverTheThreeTypes() {
        folder.add("loyalty_programs.csv", id(21) + "," + id(2) + ",Club,true,0,,Approved");
        importFixture.run(folder);
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "loyalty_programs.csv:3 id '%s': the id is taken: there is an offer of type Cashback with it"
                                .formatted(id(21)));
    }

    @Test
    void ofTwoProgramsOfAMerchantTheFirstWins() {
        folder.add(
                "loyalty_programs.csv",
                id(25) + "," + id(1) + ",Second,true,0,,Approved",
                id(26) + ",,Platform,true,0,,Approved",
                id(27) + ",,Platform too,true,0,,Approved");
        importFixture.run(folder);
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "loyalty_programs.csv:3 merchant_id '%s': merchant %s has the loyalty program %s at line 2 already"
                                .formatted(id(1), id(1), id(24)));
    }

    @Test
    void aProgramThatCannotMoveBlocksTheNextOne() {
        // The table: 24 at merchant 1, 25 at 2, 26 at 3.
        // The file moves 25 to 3, which 26 keeps, and 24 to 2, which 25 then keeps.
        folder.add("merchants.csv", id(3) + ",Third,Active,x")
                .add(
                        "loyalty_programs.csv",
                        id(25) + "," + id(2) + ",Second,true,0,,Approved",
                        id(26) + "," + id(3) + ",Third,true,0,,Approved");
        importFixture.run(folder);
        folder.file(
                "loyalty_programs.csv",
                "id,merchant_id,name,is_active,points_used_in_period,points_issued_limit,review_status",
                id(24) + "," + id(2) + ",Club,true,5,,Approved",
                id(25) + "," + id(3) + ",Second,true,0,,Approved");
        assertThat(importFixture.run(folder).summary()).contains(" 0 written, 2 rejected");
        assertThat(importFixture.rejectedBriefly(folder))
                .containsExactly(
                        "loyalty_programs.csv:2 merchant_id '%s': merchant %s has the loyalty program %s already"
                                .formatted(id(2), id(2), id(25)),
                        "loyalty_programs.csv:3 merchant_id '%s': merchant %s has the loyalty program %s already"
                                .formatted(id(3), id(3), id(26)));
    }

    @Test
    void aDeletedProgramBlocksNoOther() {
        importFixture.run(folder);
        jdbc.sql("UPDATE loyalty_program SET deleted_at = now()").update();
        folder.add("loyalty_programs.csv", id(25) + "," + id(1) + ",Next,true,0,,Approved");
        assertThat(importFixture.run(folder).summary()).contains(" 1 written, 0 rejected");
    }

    @Test
    void anOfferAndItsOutletMayMoveToAnotherMerchantTogether() {
        importFixture.run(folder);
        folder.replace("outlets.csv", id(11) + "," + id(1), id(11) + "," + id(2))
                .replace("cashback_configurations.csv", id(21) + "," + id(1), id(21) + "," + id(2));
        assertThat(importFixture.run(folder).summary()).contains(" 2 written, 0 rejected");
    }
}
