package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.feed.SettableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ApiTest
class CreateOfferTest {
    private static final String PROGRAM = """
            createLoyaltyProgram(input: {merchantId: "@merchant", name: "Duka club", pointsLimit: "12.5",
                tiers: [{name: "gold", minCustomerType: "VIP"}, {name: "all", minCustomerType: "noncustomer", isActive: false}],
                rewards: [{name: "mug", reviewStatus: APPROVED}]})
            """;

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Catalog catalog;

    @Autowired
    SettableClock clock;

    private ShopFixture shopFixture;

    @BeforeEach
    void open() {
        shopFixture = new ShopFixture(apiClient, jdbc);
        shopFixture.reset();
    }

    @Test
    void aCashbackConfigurationIsWrittenAsGiven() {
        JsonNode offer = shopFixture.changeOffer("""
                createCashbackConfiguration(input: {merchantId: "@merchant", name: "Pesa \\"nyuma\\"",
                    validFrom: "2026-11-01T03:00:00.1234567+03:00", validUntil: "2026-12-01T00:00:00Z",
                    audience: ["VIP", "new", "Vip"], netBudget: 1000.50, outletIds: ["@outlet", "@second"],
                    tiers: [{name: "five", percentage: 5}, {name: "two", percentage: 2.50, isActive: false, reviewStatus: null}]})
                """);

        assertThat(jdbc.sql("SELECT * FROM cashback_configuration").query().singleRow())
                .containsEntry("id", UUID.fromString(offer.path("id").asString()))
                .containsEntry("merchant_id", ShopFixture.id("merchant"))
                .containsEntry("name", "Pesa \"nyuma\"")
                .containsEntry("is_active", true)
                .containsEntry("deleted_at", null)
                .containsEntry("review_status", "Pending");
        assertThat(shopFixture.value("SELECT eligible_customer_types::text FROM cashback_configuration"))
                .isEqualTo("{Vip,New}");
        assertThat(shopFixture.value(
                        "SELECT net_cashback_budget || ' ' || used_cashback_budget FROM cashback_configuration"))
                .isEqualTo("1000.50 0");
        assertThat(shopFixture.value("""
                SELECT start_date = '2026-11-01T00:00:00.123456Z' AND end_date = '2026-12-01Z' FROM cashback_configuration
                """)).isEqualTo(true);
        assertThat(shopFixture.value("""
                SELECT string_agg(concat_ws(' ', name, percentage, is_active, review_status, deleted_at), ', ' ORDER BY percentage)
                FROM cashback_tier
                """)).isEqualTo("two 2.50 f, five 5 t Pending");
        assertThat(shopFixture.count("offer_outlet WHERE offer_type = 'Cashback'"))
                .isEqualTo(2);
    }

    @Test
    void anExclusiveOfferMayBePlatformWide() {
        JsonNode offer = shopFixture.changeOffer("""
                createExclusiveOffer(input: {name: "Saba Saba", validFrom: "2026-07-07T00:00:00Z", validUntil: "2026-07-07T00:00:00Z",
                    audience: ["all", "Vip"], netBudget: 0, isActive: false, reviewStatus: APPROVED, outletIds: ["@outlet", "@foreign"]})
                """);

        assertThat(offer.path("merchantId").isNull()).isTrue();
        assertThat(offer.path("audience").toString()).isEqualTo("[\"All\",\"Vip\"]");
        assertThat(jdbc.sql("SELECT * FROM exclusive_offer").query().singleRow())
                .containsEntry("merchant_id", null)
                .containsEntry("description", null)
                .containsEntry("is_active", false)
                .containsEntry("review_status", "Approved");
        assertThat(shopFixture.count("offer_outlet WHERE offer_type = 'Exclusive'"))
                .isEqualTo(2);
    }

    @Test
    void aLoyaltyProgramHasTiersAndRewards() {
        JsonNode offer = shopFixture.changeOffer(PROGRAM);

        assertThat(offer.path("netBudget").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(offer.path("outletIds")).isEmpty();
        assertThat(shopFixture.value("""
                SELECT string_agg(concat_ws(' ', name, min_customer_type, is_active, review_status), ', ' ORDER BY name) FROM loyalty_tier
                """)).isEqualTo("all NonCustomer f Pending, gold Vip t Pending");
        assertThat(shopFixture.value("SELECT concat_ws(' ', name, is_active, review_status) FROM loyalty_reward"))
                .isEqualTo("mug t Approved");
        assertThat(shopFixture.value("SELECT points_issued_limit || ' ' || points_used_in_period FROM loyalty_program"))
                .isEqualTo("12.5 0");
    }

    @Test
    void theResponseEqualsTheStoredOffer() {
        shopFixture.createOffers();
        JsonNode offer = shopFixture.changeOffer("activateOffer(id: \"@cashback\")");

        assertThat(offer.path("offerType").asString()).isEqualTo("CASHBACK");
        assertThat(offer.path("merchantId").asString())
                .isEqualTo(ShopFixture.id("merchant").toString());
        assertThat(offer.path("validFrom").asString()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(offer.path("netBudget").decimalValue()).isEqualByComparingTo("1000");
        assertThat(offer.path("usedBudget").decimalValue()).isEqualByComparingTo("0");
        assertThat(offer.path("isActive").asBoolean()).isTrue();
        assertThat(offer.path("isDeleted").asBoolean()).isFalse();
        assertThat(offer.path("reviewStatus").asString()).isEqualTo("APPROVED");
        assertThat(offer.path("tiers").get(0).path("name").asString()).isEqualTo("ten");
        assertThat(offer.path("outletIds").get(0).asString())
                .isEqualTo(ShopFixture.id("outlet").toString());
        assertThat(Instant.parse(offer.path("createdAt").asString())).isBefore(Instant.now());
    }

    @Test
    void theTokenNamesTheTransactionThatWrote() {
        String token =
                shopFixture.execute(PROGRAM, "{ freshness }").path("freshness").asString();

        assertThat(token).isEqualTo(shopFixture.value("SELECT 'v1.' || xmin FROM loyalty_program"));
        assertThat(token).isEqualTo(shopFixture.value("SELECT DISTINCT 'v1.' || xmin FROM loyalty_tier"));
    }

    @Test
    void anOfferThatIsApprovedReachesTheFeed() {
        clock.set(Instant.parse("2026-11-22T12:00:00Z"));
        shopFixture.createOffers();
        shopFixture.changeOffer("updateOffer(id: \"@exclusive\", input: {audience: [\"All\"]})");
        catalog.refresh();

        assertThat(apiClient
                        .execute(ShopFixture.id("unknown"), "{ offers { edges { node { id outlets { id } } } } }")
                        .data()
                        .path("offers")
                        .path("edges"))
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.path("node").path("id").asString())
                            .isEqualTo(ShopFixture.id("exclusive").toString());
                    assertThat(edge.path("node").path("outlets")).hasSize(2);
                });
    }

    @Test
    void onlyOneOfManyConcurrentCreationsSucceeds() throws Exception {
        List<ApiClient.ApiResponse> answers = atOnce("""
                createExclusiveOffer(input: {id: "@exclusive", name: "Once", validFrom: "2026-07-07T00:00:00Z",
                    validUntil: "2026-07-08T00:00:00Z", audience: [], netBudget: 0, outletIds: []})
                """);

        assertThat(shopFixture.count("exclusive_offer")).isEqualTo(1);
        assertRefusedButOne(answers, "input.id");
    }

    @Test
    void onlyOneOfManyConcurrentProgramsOfAMerchantIsCreated() throws Exception {
        List<ApiClient.ApiResponse> answers = atOnce(PROGRAM);

        assertThat(shopFixture.count("loyalty_program")).isEqualTo(1);
        assertThat(shopFixture.count("loyalty_tier")).isEqualTo(2);
        assertRefusedButOne(answers, "input.merchantId");
    }

    private List<ApiClient.ApiResponse> atOnce(String call) throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<ApiClient.ApiResponse>> calls = IntStream.range(0, 8)
                    .<Callable<ApiClient.ApiResponse>>mapToObj(i -> () -> shopFixture.send(call, "{ freshness }"))
                    .toList();
            var answers = new ArrayList<ApiClient.ApiResponse>();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertRefusedButOne(List<ApiClient.ApiResponse> answers, String argument) {
        assertThat(answers.stream().filter(apiResponse -> apiResponse.body().has("errors")))
                .hasSize(7)
                .allSatisfy(apiResponse -> {
                    JsonNode extensions = apiResponse.onlyError().path("extensions");
                    assertThat(extensions.path("classification").asString()).isEqualTo("BAD_REQUEST");
                    assertThat(extensions.path("argument").asString()).isEqualTo(argument);
                });
    }
}
