package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ApiTest
class UpdateOfferTest {
    private static final List<String> OFFER_TABLES =
            List.of("cashback_configuration", "exclusive_offer", "loyalty_program");

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    private ShopFixture shopFixture;

    @BeforeEach
    void open() {
        shopFixture = new ShopFixture(apiClient, jdbc);
        shopFixture.reset();
        shopFixture.createOffers();
    }

    @Test
    void onlyTheFieldsThatAreGivenChange() {
        Map<String, Object> before = row("cashback_configuration");
        String tiers = String.valueOf(shopFixture.value("SELECT string_agg(t::text, ' ') FROM cashback_tier t"));

        shopFixture.changeOffer("updateOffer(id: \"@cashback\", input: {name: \"Eleven back\", netBudget: 7})");

        Map<String, Object> after = row("cashback_configuration");
        assertThat(after.get("name")).isEqualTo("Eleven back");
        assertThat(after.get("net_cashback_budget")).hasToString("7");
        before.keySet().removeAll(List.of("name", "net_cashback_budget"));
        assertThat(after).containsAllEntriesOf(before);
        assertThat(shopFixture.value("SELECT string_agg(t::text, ' ') FROM cashback_tier t"))
                .isEqualTo(tiers);
    }

    @Test
    void nothingGivenIsNothingWritten() {
        Object version = shopFixture.value("SELECT xmin::text FROM exclusive_offer");

        JsonNode offer = shopFixture.changeOffer("updateOffer(id: \"@exclusive\", input: {})");

        assertThat(offer.path("name").asString()).isEqualTo("Free chai");
        assertThat(shopFixture.value("SELECT xmin::text FROM exclusive_offer")).isEqualTo(version);
    }

    @Test
    void nullClearsWhatMayBeMissing() {
        shopFixture.changeOffer(
                "updateOffer(id: \"@cashback\", input: {validFrom: null, validUntil: null, reviewStatus: null})");
        shopFixture.changeOffer(
                "updateOffer(id: \"@exclusive\", input: {merchantId: null, description: null, audience: [\"All\"]})");
        shopFixture.changeOffer("updateOffer(id: \"@program\", input: {pointsLimit: null})");

        assertThat(row("cashback_configuration"))
                .containsEntry("start_date", null)
                .containsEntry("end_date", null)
                .containsEntry("review_status", null);
        assertThat(row("exclusive_offer")).containsEntry("merchant_id", null).containsEntry("description", null);
        assertThat(row("loyalty_program")).containsEntry("points_issued_limit", null);
    }

    @Test
    void aVariableThatWasNotSentChangesNothing() {
        String document = """
                mutation ($name: String, $description: String) {
                  updateOffer(id: "%s", input: {name: $name, description: $description}) { offer { name description } }
                }
                """.formatted(ShopFixture.id("exclusive"));

        JsonNode offer = apiClient
                .execute(
                        apiClient.token(ShopFixture.id("user").toString(), "catalog:write"),
                        document,
                        Map.of("name", "Free tea"))
                .data()
                .path("updateOffer")
                .path("offer");

        assertThat(offer.path("name").asString()).isEqualTo("Free tea");
        assertThat(offer.path("description").asString()).isEqualTo("on Mondays");
    }

    @Test
    void tiersKeepTheirIdsAndThoseLeftOutCountAsDeleted() {
        shopFixture.changeOffer("""
                updateOffer(id: "@cashback", input: {cashbackTiers: [{name: "b", percentage: 2}, {name: "c", percentage: 3}]})
                """);
        Object kept = shopFixture.value("SELECT id FROM cashback_tier WHERE name = 'c'");

        JsonNode offer = shopFixture.changeOffer("""
                updateOffer(id: "@cashback", input: {cashbackTiers: [{id: "%s", name: "cc", percentage: 3.5, isActive: false}]})
                """.formatted(kept));

        assertThat(offer.path("tiers"))
                .singleElement()
                .satisfies(tier -> assertThat(tier.path("name").asString()).isEqualTo("cc"));
        assertThat(shopFixture.value("""
                SELECT string_agg(concat_ws(' ', name, percentage, is_active, deleted_at IS NULL), ', ' ORDER BY name) FROM cashback_tier
                """)).isEqualTo("b 2 t f, cc 3.5 f t, ten 10 t f");
        assertThat(shopFixture.value("SELECT id FROM cashback_tier WHERE name = 'cc'"))
                .isEqualTo(kept);

        shopFixture.changeOffer("""
                updateOffer(id: "@cashback", input: {cashbackTiers: [{id: "%s", name: "b", percentage: 2}]})
                """.formatted(shopFixture.value("SELECT id FROM cashback_tier WHERE name = 'b'")));
        assertThat(shopFixture.value("SELECT string_agg(name, ' ') FROM cashback_tier WHERE deleted_at IS NULL"))
                .isEqualTo("b");
    }

    @Test
    void aProgramsTiersAndRewardsAreReplaced() {
        Object mug = shopFixture.value("SELECT id FROM loyalty_reward");

        shopFixture.changeOffer("""
                updateOffer(id: "@program", input: {loyaltyTiers: [{name: "bronze", minCustomerType: "new"}],
                    rewards: [{id: "%s", name: "big mug"}, {name: "spoon"}]})
                """.formatted(mug));

        assertThat(shopFixture.value("""
                SELECT string_agg(concat_ws(' ', name, min_customer_type, deleted_at IS NULL), ', ' ORDER BY name) FROM loyalty_tier
                """)).isEqualTo("bronze New t, gold Vip f");
        assertThat(shopFixture.value("SELECT id FROM loyalty_reward WHERE name = 'big mug'"))
                .isEqualTo(mug);
        assertThat(shopFixture.count("loyalty_reward")).isEqualTo(2);

        shopFixture.changeOffer("updateOffer(id: \"@program\", input: {rewards: []})");
        assertThat(shopFixture.count("loyalty_reward")).isZero();
    }

    @Test
    void outletsAreReplaced() {
        shopFixture.changeOffer("updateOffer(id: \"@exclusive\", input: {outletIds: [\"@second\"]})");
        assertThat(shopFixture.value("SELECT outlet_id FROM offer_outlet WHERE offer_id = '@exclusive'"))
                .isEqualTo(ShopFixture.id("second"));

        shopFixture.changeOffer("updateOffer(id: \"@exclusive\", input: {outletIds: []})");
        assertThat(shopFixture.count("offer_outlet WHERE offer_id = '@exclusive'"))
                .isZero();
    }

    @Test
    void anOfferMovesToAnotherMerchantWithItsOutlets() {
        shopFixture.changeOffer(
                "updateOffer(id: \"@cashback\", input: {merchantId: \"@other\", outletIds: [\"@foreign\"]})");

        assertThat(row("cashback_configuration")).containsEntry("merchant_id", ShopFixture.id("other"));
        assertThat(shopFixture.value("SELECT outlet_id FROM offer_outlet WHERE offer_id = '@cashback'"))
                .isEqualTo(ShopFixture.id("foreign"));
    }

    @Test
    void earlierFaultsDoNotBlockOtherUpdates() {
        shopFixture.update("""
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Cashback', '@cashback', '@foreign')
                """);
        shopFixture.update("UPDATE loyalty_program SET merchant_id = NULL");

        shopFixture.changeOffer("updateOffer(id: \"@cashback\", input: {name: \"a\"})");
        JsonNode program = shopFixture.changeOffer("updateOffer(id: \"@program\", input: {name: \"b\"})");

        assertThat(program.path("merchantId").isNull()).isTrue();
        assertThat(program.path("name").asString()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cashback", "exclusive", "program"})
    void offersAreSwitchedOffAndOnAgain(String offer) {
        String table = table(offer);
        assertThat(shopFixture
                        .changeOffer("deactivateOffer(id: \"@%s\")".formatted(offer))
                        .path("isActive")
                        .asBoolean())
                .isFalse();
        assertThat(row(table)).containsEntry("is_active", false);
        Object version = shopFixture.value("SELECT xmin::text FROM " + table);

        shopFixture.changeOffer("deactivateOffer(id: \"@%s\")".formatted(offer));
        assertThat(shopFixture.value("SELECT xmin::text FROM " + table)).isEqualTo(version);

        shopFixture.changeOffer("activateOffer(id: \"@%s\")".formatted(offer));
        assertThat(row(table)).containsEntry("is_active", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cashback", "exclusive", "program"})
    void whatIsDeletedStaysSoSinceWhenItWas(String offer) {
        String table = table(offer);
        assertThat(shopFixture
                        .changeOffer("deleteOffer(id: \"@%s\")".formatted(offer))
                        .path("isDeleted")
                        .asBoolean())
                .isTrue();
        Object since = row(table).get("deleted_at");
        assertThat(since).isNotNull();

        shopFixture.changeOffer("deleteOffer(id: \"@%s\")".formatted(offer));
        assertThat(row(table)).containsEntry("deleted_at", since);
    }

    @Test
    void aDeletedProgramMakesRoomForAnother() {
        shopFixture.changeOffer("deleteOffer(id: \"@program\")");
        shopFixture.changeOffer("""
                createLoyaltyProgram(input: {merchantId: "@merchant", name: "Duka club 2", tiers: [], rewards: []})
                """);

        assertThat(shopFixture.count("loyalty_program")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cashback", "exclusive", "program"})
    void spendingAddsUpBeyondTheBudgetAndTheEnd(String offer) {
        shopFixture.changeOffer("recordSpend(offerId: \"@%s\", amount: 999.99)".formatted(offer));
        shopFixture.changeOffer("deleteOffer(id: \"@%s\")".formatted(offer));
        JsonNode spent = shopFixture.changeOffer("recordSpend(offerId: \"@%s\", amount: \"1000.02\")".formatted(offer));

        assertThat(spent.path("usedBudget").decimalValue()).isEqualByComparingTo("2000.01");
    }

    @Test
    void nothingThatIsSpentAtOnceIsLost() throws Exception {
        int threads = 8;
        int each = 25;
        var pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> spenders = IntStream.range(0, threads)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        for (int j = 0; j < each; j++) {
                            shopFixture.changeOffer("recordSpend(offerId: \"@cashback\", amount: 5.01)");
                        }
                        return null;
                    })
                    .toList();
            for (var spender : pool.invokeAll(spenders)) {
                spender.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(shopFixture.value("SELECT used_cashback_budget::text FROM cashback_configuration"))
                .isEqualTo("1002.00");
    }

    @Test
    void anUpdateLosesNothingThatIsSpentMeanwhile() throws Exception {
        var spent = new CountDownLatch(1);
        var waited = new CountDownLatch(1);
        var spender = CompletableFuture.runAsync(() -> new TransactionTemplate(transactions).executeWithoutResult(s -> {
            shopFixture.update("UPDATE exclusive_offer SET used_offer_budget = 5, description = 'on Tuesdays'");
            spent.countDown();
            await(waited);
        }));
        await(spent);
        var update = CompletableFuture.supplyAsync(
                () -> shopFixture.changeOffer("updateOffer(id: \"@exclusive\", input: {name: \"a\"})"));
        Awaitility.await().until(this::isTransactionWaiting);
        waited.countDown();
        spender.get();

        assertThat(update.get().path("usedBudget").intValue()).isEqualTo(5);
        assertThat(update.get().path("description").asString()).isEqualTo("on Tuesdays");
        assertThat(row("exclusive_offer")).containsEntry("name", "a").containsEntry("description", "on Tuesdays");
    }

    @Test
    void theLoserOfADeadlockTriesAgain() throws Exception {
        Object tier = shopFixture.value("SELECT id FROM cashback_tier");
        var locked = new CountDownLatch(1);
        var waited = new CountDownLatch(1);
        var other = CompletableFuture.runAsync(() -> new TransactionTemplate(transactions).executeWithoutResult(s -> {
            // A transaction with plain SQL locks the tier first and the offer second.
            jdbc.sql("SET LOCAL deadlock_timeout = '1min'").update();
            shopFixture.update("UPDATE cashback_tier SET name = 'mine' WHERE id = '%s'".formatted(tier));
            locked.countDown();
            await(waited);
            shopFixture.update("UPDATE cashback_configuration SET net_cashback_budget = 3");
        }));
        await(locked);
        var update = CompletableFuture.supplyAsync(() -> shopFixture.changeOffer("""
                updateOffer(id: "@cashback", input: {name: "a", cashbackTiers: [{id: "%s", name: "ours", percentage: 1}]})
                """.formatted(tier)));
        Awaitility.await().until(this::isTransactionWaiting);
        waited.countDown();
        other.get();

        assertThat(update.get().path("netBudget").intValue()).isEqualTo(3);
        assertThat(shopFixture.value("SELECT name FROM cashback_tier")).isEqualTo("ours");
    }

    private boolean isTransactionWaiting() {
        return shopFixture.count(
                        "pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND locktype = 'transactionid'")
                > 0;
    }

    private Map<String, Object> row(String table) {
        Map<String, Object> row = jdbc.sql("SELECT * FROM " + table).query().singleRow();
        // Arrays of the driver are equal by identity only.
        row.replaceAll((column, value) -> value instanceof Array array ? words(array) : value);
        return row;
    }

    private static Object words(Array array) {
        try {
            return List.of((Object[]) array.getArray());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String table(String offer) {
        return OFFER_TABLES.get(List.of("cashback", "exclusive", "program").indexOf(offer));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
