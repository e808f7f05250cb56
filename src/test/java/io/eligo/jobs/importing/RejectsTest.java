package io.eligo.jobs.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.jobs.Jobs;
import io.eligo.servers.EligoTest;
import io.eligo.servers.RealData;
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

/** Real data with bad rows between the good ones: all of them named, and nothing else missing. */
@EligoTest
class RejectsTest {
    private static final int BAD_ROWS = 50;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path dir;

    private final Random random = new Random(20261122);
    private final Map<String, RealRows> files = new LinkedHashMap<>();
    private Importing importing;

    private record Bad(RealRows file, String[] row, String column, String value) {}

    @BeforeEach
    void startWithEmptyTables() {
        importing = new Importing(jobs, jdbc);
        importing.emptyTables();
    }

    @AfterEach
    void leaveNothing() {
        importing.emptyTables();
    }

    @Test
    void namesFiftyBadRowsOfRealDataExactlyAndLoadsAllOthers() {
        assumeTrue(RealData.present(), RealData.MISSING);
        CsvFiles.IN_ORDER.forEach(file -> files.put(file.name(), new RealRows(file)));
        List<Supplier<Bad>> kinds = kinds();
        List<Bad> bad = new ArrayList<>();
        for (int i = 0; i < BAD_ROWS; i++) {
            bad.add(kinds.get(i % kinds.size()).get());
        }
        files.values().forEach(file -> file.write(dir));

        var folder = new ImportFolder(dir);
        assertThat(importing.run(folder).summary()).contains(" 163,115 written, 50 rejected");
        assertThat(importing.rejected(folder).stream()
                        .map(row -> List.<Object>of(row.file(), row.line(), row.column(), row.value()))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(bad.stream()
                        .map(row -> List.<Object>of(
                                row.file().path.getFileName().toString(),
                                row.file().line(row.row()),
                                row.column(),
                                row.value()))
                        .toList());
        for (CsvFile file : CsvFiles.IN_ORDER) {
            assertThat(importing.count(file.table()))
                    .as(file.name())
                    .isEqualTo(file(file.name()).good().size());
        }
        assertThat(jobs.run("import", Map.of("dir", RealData.folder().toString(), "reject-dir", dir + "/again"))
                        .summary())
                .isEqualTo("11 files, 163,115 rows, 0 written, 0 rejected");
    }

    private List<Supplier<Bad>> kinds() {
        return List.of(
                () -> bad("merchants", "id", "0021f07d9a6d50e8949aea29ccc3a6e0"),
                () -> bad("merchants", "id", "1-2-3-4-5"),
                () -> bad("merchants", "id", ""),
                () -> bad("merchants", "status", "Enabled"),
                () -> named("Null\u2400Byte", bad("merchants", "business_name", "Null\0Byte")),
                () -> named("x".repeat(200), bad("merchants", "status", "x".repeat(300))),
                () -> bad("outlets", "review_status", "Maybe"),
                () -> bad("outlets", "is_active", "yes"),
                () -> bad("outlets", "merchant_id", someId()),
                () -> bad("payment_points", "kind", "bank"),
                () -> bad("payment_points", "deleted_at", "2026-11-22T12:00:00"),
                () -> bad("payment_points", "outlet_id", "store 5"),
                () -> bad("cashback_configurations", "start_date", "2026-02-30T00:00:00Z"),
                () -> bad("cashback_configurations", "net_cashback_budget", "12,50"),
                () -> bad("cashback_configurations", "used_cashback_budget", "1e3"),
                () -> bad("cashback_configurations", "eligible_customer_types", "New;Gold"),
                () -> bad(
                        "cashback_configurations",
                        "end_date",
                        "1999-01-01T00:00:00Z",
                        "start_date",
                        "2026-01-01T00:00:00Z"),
                () -> bad("cashback_tiers", "percentage", "100.01"),
                () -> bad("cashback_tiers", "percentage", "NaN"),
                () -> bad("exclusive_offers", "net_offer_budget", "-0.01"),
                () -> bad("exclusive_offers", "end_date", "2026-01-01T00:00:00"),
                () -> bad("exclusive_offers", "end_date", ""),
                () -> bad("exclusive_offers", "eligible_customer_types", "Vip", "merchant_id", ""),
                () -> bad("exclusive_offers", "id", any("cashback_configurations", "id")),
                () -> bad("loyalty_programs", "points_issued_limit", "unlimited"),
                () -> bad("loyalty_tiers", "min_customer_type", "All"),
                () -> bad("loyalty_rewards", "loyalty_program_id", someId()),
                () -> bad("offer_outlets", "offer_type", "Loyalty"),
                () -> bad("offer_outlets", "offer_id", someId()),
                () -> bad("customer_types", "type", "Platinum"),
                this::secondProgram,
                this::outletOfAnotherMerchant,
                () -> twin("merchants", "id"),
                () -> twin("customer_types", "user_id"),
                () -> twin("offer_outlets", "offer_id"),
                this::fieldTooFew);
    }

    /** A row like another with an id of its own, but for these values. */
    private Bad bad(String name, String column, String value, String... others) {
        RealRows file = file(name);
        String[] row = like(file, file.any(random));
        for (int i = 0; i < others.length; i += 2) {
            file.set(row, others[i], others[i + 1]);
        }
        file.set(row, column, value);
        file.insert(row, random);
        return new Bad(file, row, column, value);
    }

    private Bad twin(String name, String column) {
        RealRows file = file(name);
        String[] first = file.any(random);
        String[] row = first.clone();
        file.insertBehind(first, row, random);
        return new Bad(file, row, column, file.get(row, column));
    }

    private Bad secondProgram() {
        RealRows file = file("loyalty_programs");
        String[] first = file.any(random);
        while (file.get(first, "merchant_id").isEmpty()) {
            first = file.any(random);
        }
        String[] row = like(file, first);
        file.insertBehind(first, row, random);
        return new Bad(file, row, "merchant_id", file.get(row, "merchant_id"));
    }

    private Bad outletOfAnotherMerchant() {
        RealRows offers = file("cashback_configurations");
        RealRows outlets = file("outlets");
        String[] offer = offers.any(random);
        String[] outlet = outlets.any(random);
        while (outlets.get(outlet, "merchant_id").equals(offers.get(offer, "merchant_id"))) {
            outlet = outlets.any(random);
        }
        String id = outlets.get(outlet, "id");
        return bad("offer_outlets", "outlet_id", id, "offer_type", "Cashback", "offer_id", offers.get(offer, "id"));
    }

    private Bad fieldTooFew() {
        RealRows file = file("loyalty_rewards");
        String[] whole = like(file, file.any(random));
        String[] row = Arrays.copyOf(whole, whole.length - 1);
        file.insert(row, random);
        return new Bad(file, row, "", "");
    }

    private static Bad named(String value, Bad bad) {
        return new Bad(bad.file(), bad.row(), bad.column(), value);
    }

    private String[] like(RealRows file, String[] other) {
        String[] row = other.clone();
        for (String key : List.of("id", "user_id")) {
            if (file.has(key)) {
                file.set(row, key, someId());
            }
        }
        return row;
    }

    private String any(String name, String column) {
        RealRows file = file(name);
        return file.get(file.any(random), column);
    }

    private RealRows file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private String someId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
