package io.eligo.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.CompleteJourneyData;
import io.eligo.servers.EligoTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Real data with invalid rows between the valid ones: all invalid rows are reported, and all others are loaded. */
@EligoTest
class RejectsTest {
    private static final int BAD_ROWS = 50;

    @Autowired
    JobRunner jobs;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path dir;

    private final Random random = new Random(20261122);
    private final Map<String, RealRowsFixture> files = new LinkedHashMap<>();
    private ImportFixture importFixture;

    private record BadRow(RealRowsFixture file, String[] row, String column, String value) {}

    @BeforeEach
    void startWithEmptyTables() {
        importFixture = new ImportFixture(jobs, jdbc);
        importFixture.emptyTables();
    }

    @AfterEach
    void cleanUp() {
        importFixture.emptyTables();
    }

    @Test
    void reportsFiftyInvalidRowsOfRealDataExactlyAndLoadsAllOthers() {
        assumeTrue(CompleteJourneyData.isPresent(), CompleteJourneyData.MISSING);
        CsvFiles.IN_LOAD_ORDER.forEach(file -> files.put(file.name(), new RealRowsFixture(file)));
        List<Supplier<BadRow>> kinds = badRowKinds();
        List<BadRow> bad = new ArrayList<>();
        for (int i = 0; i < BAD_ROWS; i++) {
            bad.add(kinds.get(i % kinds.size()).get());
        }
        files.values().forEach(file -> file.write(dir));

        var folder = new ImportFolderFixture(dir);
        assertThat(importFixture.run(folder).summary()).contains(" 163,115 written, 50 rejected");
        assertThat(importFixture.rejected(folder).stream()
                        .map(row -> List.<Object>of(row.file(), row.line(), row.column(), row.value()))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(bad.stream()
                        .map(row -> List.<Object>of(
                                row.file().path.getFileName().toString(),
                                row.file().line(row.row()),
                                row.column(),
                                row.value()))
                        .toList());
        for (CsvFile file : CsvFiles.IN_LOAD_ORDER) {
            assertThat(importFixture.count(file.table()))
                    .as(file.name())
                    .isEqualTo(file(file.name()).good().size());
        }
        assertThat(jobs.run(
                                "import",
                                Map.of("dir", CompleteJourneyData.folder().toString(), "reject-dir", dir + "/again"))
                        .summary())
                .isEqualTo("11 files, 163,115 rows, 0 written, 0 rejected");
    }

    private List<Supplier<BadRow>> badRowKinds() {
        return List.of(
                () -> badRow("merchants", "id", "0021f07d9a6d50e8949aea29ccc3a6e0"),
                () -> badRow("merchants", "id", "1-2-3-4-5"),
                () -> badRow("merchants", "id", ""),
                () -> badRow("merchants", "status", "Enabled"),
                () -> named("Null\u2400Byte", badRow("merchants", "business_name", "Null\0Byte")),
                () -> named("x".repeat(200), badRow("merchants", "status", "x".repeat(300))),
                () -> badRow("outlets", "review_status", "Maybe"),
                () -> badRow("outlets", "is_active", "yes"),
                () -> badRow("outlets", "merchant_id", someId()),
                () -> badRow("payment_points", "kind", "bank"),
                () -> badRow("payment_points", "deleted_at", "2026-11-22T12:00:00"),
                () -> badRow("payment_points", "outlet_id", "store 5"),
                () -> badRow("cashback_configurations", "start_date", "2026-02-30T00:00:00Z"),
                () -> badRow("cashback_configurations", "net_cashback_budget", "12,50"),
                () -> badRow("cashback_configurations", "used_cashback_budget", "1e3"),
                () -> badRow("cashback_configurations", "eligible_customer_types", "New;Gold"),
                () -> badRow(
                        "cashback_configurations",
                        "end_date",
                        "1999-01-01T00:00:00Z",
                        "start_date",
                        "2026-01-01T00:00:00Z"),
                () -> badRow("cashback_tiers", "percentage", "100.01"),
                () -> badRow("cashback_tiers", "percentage", "NaN"),
                () -> badRow("exclusive_offers", "net_offer_budget", "-0.01"),
                () -> badRow("exclusive_offers", "end_date", "2026-01-01T00:00:00"),
                () -> badRow("exclusive_offers", "end_date", ""),
                () -> badRow("exclusive_offers", "eligible_customer_types", "Vip", "merchant_id", ""),
                () -> badRow("exclusive_offers", "id", any("cashback_configurations", "id")),
                () -> badRow("loyalty_programs", "points_issued_limit", "unlimited"),
                () -> badRow("loyalty_tiers", "min_customer_type", "All"),
                () -> badRow("loyalty_rewards", "loyalty_program_id", someId()),
                () -> badRow("offer_outlets", "offer_type", "Loyalty"),
                () -> badRow("offer_outlets", "offer_id", someId()),
                () -> badRow("customer_types", "type", "Platinum"),
                this::secondProgram,
                this::outletOfAnotherMerchant,
                () -> duplicateRow("merchants", "id"),
                () -> duplicateRow("customer_types", "user_id"),
                () -> duplicateRow("offer_outlets", "offer_id"),
                this::fieldTooFew);
    }

    /** A copy of a row with its own id and the given values. */
    private BadRow badRow(String name, String column, String value, String... others) {
        RealRowsFixture file = file(name);
        String[] row = like(file, file.any(random));
        for (int i = 0; i < others.length; i += 2) {
            file.set(row, others[i], others[i + 1]);
        }
        file.set(row, column, value);
        file.insert(row, random);
        return new BadRow(file, row, column, value);
    }

    private BadRow duplicateRow(String name, String column) {
        RealRowsFixture file = file(name);
        String[] first = file.any(random);
        String[] row = first.clone();
        file.insertAfter(first, row, random);
        return new BadRow(file, row, column, file.get(row, column));
    }

    private BadRow secondProgram() {
        RealRowsFixture file = file("loyalty_programs");
        String[] first = file.any(random);
        while (file.get(first, "merchant_id").isEmpty()) {
            first = file.any(random);
        }
        String[] row = like(file, first);
        file.insertAfter(first, row, random);
        return new BadRow(file, row, "merchant_id", file.get(row, "merchant_id"));
    }

    private BadRow outletOfAnotherMerchant() {
        RealRowsFixture offers = file("cashback_configurations");
        RealRowsFixture outlets = file("outlets");
        String[] offer = offers.any(random);
        String[] outlet = outlets.any(random);
        while (outlets.get(outlet, "merchant_id").equals(offers.get(offer, "merchant_id"))) {
            outlet = outlets.any(random);
        }
        String id = outlets.get(outlet, "id");
        return badRow("offer_outlets", "outlet_id", id, "offer_type", "Cashback", "offer_id", offers.get(offer, "id"));
    }

    private BadRow fieldTooFew() {
        RealRowsFixture file = file("loyalty_rewards");
        String[] whole = like(file, file.any(random));
        String[] row = Arrays.copyOf(whole, whole.length - 1);
        file.insert(row, random);
        return new BadRow(file, row, "", "");
    }

    private static BadRow named(String value, BadRow badRow) {
        return new BadRow(badRow.file(), badRow.row(), badRow.column(), value);
    }

    private String[] like(RealRowsFixture file, String[] other) {
        String[] row = other.clone();
        for (String key : List.of("id", "user_id")) {
            if (file.has(key)) {
                file.set(row, key, someId());
            }
        }
        return row;
    }

    private String any(String name, String column) {
        RealRowsFixture file = file(name);
        return file.get(file.any(random), column);
    }

    private RealRowsFixture file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private String someId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
