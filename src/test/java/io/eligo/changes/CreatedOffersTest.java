package io.eligo.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.offers.Api;
import io.eligo.offers.ApiTest;
import io.eligo.offers.SettableClock;
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
class CreatedOffersTest {
    private static final String PROGRAM = """
            createLoyaltyProgram(input: {merchantId: "@merchant", name: "Duka club", pointsLimit: "12.5",
                tiers: [{name: "gold", minCustomerType: "VIP"}, {name: "all", minCustomerType: "noncustomer", isActive: false}],
                rewards: [{name: "mug", reviewStatus: APPROVED}]})
            """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Catalog catalog;

    @Autowired
    SettableClock clock;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(api, jdbc);
        shop.open();
    }

    @Test
    void aCashbackConfigurationIsWrittenAsGiven() {
        JsonNode offer = shop.change("""
                createCashbackConfiguration(input: {merchantId: "@merchant", name: "Pesa \\"nyuma\\"",
                    validFrom: "2026-11-01T03:00:00.1234567+03:00", validUntil: "2026-12-01T00:00:00Z",
                    audience: ["VIP", "new", "Vip"], netBudget: 1000.50, outletIds: ["@outlet", "@second"],
                    tiers: [{name: "five", percentage: 5}, {name: "two", percentage: 2.50, isActive: false, reviewStatus: null}]})
                """);

        assertThat(jdbc.sql("SELECT * FROM cashback_configuration").query().singleRow())
                .containsEntry("id", UUID.fromString(offer.path("id").asString()))
                .containsEntry("merchant_id", Shop.id("merchant"))
                .containsEntry("name", "Pesa \"nyuma\"")
                .containsEntry("is_active", true)
                .containsEntry("deleted_at", null)
                .containsEntry("review_status", "Pending");
        assertThat(shop.value("SELECT eligible_customer_types::text FROM cashback_configuration"))
                .isEqualTo("{Vip,New}");
        assertThat(shop.value("SELECT net_cashback_budget || ' ' || used_cashback_budget FROM cashback_configuration"))
                .isEqualTo("1000.50 0");
        assertThat(shop.value("""
                SELECT start_date = '2026-11-01T00:00:00.123456Z' AND end_date = '2026-12-01Z' FROM cashback_configuration
                """)).isEqualTo(true);
        assertThat(shop.value("""
                SELECT string_agg(concat_ws(' ', name, percentage, is_active, review_status, deleted_at), ', ' ORDER BY percentage)
                FROM cashback_tier
                """)).isEqualTo("two 2.50 f, five 5 t Pending");
        assertThat(shop.count("offer_outlet WHERE offer_type = 'Cashback'")).isEqualTo(2);
    }

    @Test
    void anExclusiveOfferMayBePlatformWide() {
        JsonNode offer = shop.change("""
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
        assertThat(shop.count("offer_outlet WHERE offer_type = 'Exclusive'")).isEqualTo(2);
    }

    @Test
    void aLoyaltyProgramHasTiersAndRewards() {
        JsonNode offer = shop.change(PROGRAM);

        assertThat(offer.path("netBudget").decimalValue()).isEqualByComparingTo("12.5");
        assertThat(offer.path("outletIds")).isEmpty();
        assertThat(shop.value("""
                SELECT string_agg(concat_ws(' ', name, min_customer_type, is_active, review_status), ', ' ORDER BY name) FROM loyalty_tier
                """)).isEqualTo("all NonCustomer f Pending, gold Vip t Pending");
        assertThat(shop.value("SELECT concat_ws(' ', name, is_active, review_status) FROM loyalty_reward"))
                .isEqualTo("mug t Approved");
        assertThat(shop.value("SELECT points_issued_limit || ' ' || points_used_in_period FROM loyalty_program"))
                .isEqualTo("12.5 0");
    }

    @Test
    void theAnswerIsWhatTheTablesHave() {
        shop.offers();
        JsonNode offer = shop.change("activateOffer(id: \"@cashback\")");

        assertThat(offer.path("offerType").asString()).isEqualTo("CASHBACK");
        assertThat(offer.path("merchantId").asString())
                .isEqualTo(Shop.id("merchant").toString());
        assertThat(offer.path("validFrom").asString()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(offer.path("netBudget").decimalValue()).isEqualByComparingTo("1000");
        assertThat(offer.path("usedBudget").decimalValue()).isEqualByComparingTo("0");
        assertThat(offer.path("isActive").asBoolean()).isTrue();
        assertThat(offer.path("isDeleted").asBoolean()).isFalse();
        assertThat(offer.path("reviewStatus").asString()).isEqualTo("APPROVED");
        assertThat(offer.path("tiers").get(0).path("name").asString()).isEqualTo("ten");
        assertThat(offer.path("outletIds").get(0).asString())
                .isEqualTo(Shop.id("outlet").toString());
        assertThat(Instant.parse(offer.path("createdAt").asString())).isBefore(Instant.now());
    }

    @Test
    void theTokenNamesTheTransactionThatWrote() {
        String token = shop.answer(PROGRAM, "{ freshness }").path("freshness").asString();

        assertThat(token).isEqualTo(shop.value("SELECT 'v1.' || xmin FROM loyalty_program"));
        assertThat(token).isEqualTo(shop.value("SELECT DISTINCT 'v1.' || xmin FROM loyalty_tier"));
    }

    @Test
    void anOfferThatIsApprovedReachesTheFeed() {
        clock.set(Instant.parse("2026-11-22T12:00:00Z"));
        shop.offers();
        shop.change("updateOffer(id: \"@exclusive\", input: {audience: [\"All\"]})");
        catalog.refresh();

        assertThat(api.ask(Shop.id("nobody"), "{ offers { edges { node { id outlets { id } } } } }")
                        .data()
                        .path("offers")
                        .path("edges"))
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.path("node").path("id").asString())
                            .isEqualTo(Shop.id("exclusive").toString());
                    assertThat(edge.path("node").path("outlets")).hasSize(2);
                });
    }

    @Test
    void ofManyWhoCreateTheSameOfferOneDoes() throws Exception {
        List<Api.Answer> answers = atOnce("""
                createExclusiveOffer(input: {id: "@exclusive", name: "Once", validFrom: "2026-07-07T00:00:00Z",
                    validUntil: "2026-07-08T00:00:00Z", audience: [], netBudget: 0, outletIds: []})
                """);

        assertThat(shop.count("exclusive_offer")).isEqualTo(1);
        assertRefusedButOne(answers, "input.id");
    }

    @Test
    void ofManyWhoCreateAProgramOfOneMerchantOneDoes() throws Exception {
        List<Api.Answer> answers = atOnce(PROGRAM);

        assertThat(shop.count("loyalty_program")).isEqualTo(1);
        assertThat(shop.count("loyalty_tier")).isEqualTo(2);
        assertRefusedButOne(answers, "input.merchantId");
    }

    private List<Api.Answer> atOnce(String call) throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Api.Answer>> calls = IntStream.range(0, 8)
                    .<Callable<Api.Answer>>mapToObj(i -> () -> shop.ask(call, "{ freshness }"))
                    .toList();
            var answers = new ArrayList<Api.Answer>();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertRefusedButOne(List<Api.Answer> answers, String argument) {
        assertThat(answers.stream().filter(answer -> answer.body().has("errors")))
                .hasSize(7)
                .allSatisfy(answer -> {
                    JsonNode extensions = answer.onlyError().path("extensions");
                    assertThat(extensions.path("classification").asString()).isEqualTo("BAD_REQUEST");
                    assertThat(extensions.path("argument").asString()).isEqualTo(argument);
                });
    }
}
