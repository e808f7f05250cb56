package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.servers.TableCleaner;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two merchants, two outlets of the first and one of the second, and a caller with the scope to change everything. In a call,
 * {@code @name} stands for an id, always the same.
 */
final class ShopFixture {
    private static final Map<String, UUID> IDS = Map.of(
            "merchant", id(1),
            "other", id(2),
            "outlet", id(11),
            "second", id(12),
            "foreign", id(13),
            "cashback", id(21),
            "exclusive", id(22),
            "program", id(23),
            "user", id(31),
            "unknown", id(99));

    private static final String OFFER = """
            { offer { id offerType merchantId name description validFrom validUntil audience netBudget usedBudget isActive
                      isDeleted reviewStatus createdAt outletIds tiers { id name percentage minCustomerType isActive reviewStatus }
                      rewards { id name isActive reviewStatus } } freshness }
            """;

    private final ApiClient apiClient;
    private final JdbcClient jdbc;

    ShopFixture(ApiClient apiClient, JdbcClient jdbc) {
        this.apiClient = apiClient;
        this.jdbc = jdbc;
    }

    /** Replaces all rows. */
    void reset() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, payment_point, cashback_configuration, cashback_tier, exclusive_offer, loyalty_program, loyalty_tier, loyalty_reward, offer_outlet, customer_type, user_grants");
        jdbc.sql(withIds("""
                INSERT INTO merchant (id, business_name, status, category)
                VALUES ('@merchant', 'Duka', 'Active', 'Food'), ('@other', 'Soko', 'Active', 'Food')
                """)).update();
        jdbc.sql(withIds("""
                INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                VALUES ('@outlet', '@merchant', 'Moi Avenue', true, 'Approved'),
                       ('@second', '@merchant', 'Kimathi Street', true, 'Approved'),
                       ('@foreign', '@other', 'Tom Mboya Street', true, 'Approved')
                """)).update();
        jdbc.sql("""
                INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet
                """).update();
    }

    /** Creates one approved offer of each type. */
    void createOffers() {
        changeOffer("""
                createCashbackConfiguration(input: {id: "@cashback", merchantId: "@merchant", name: "Ten back",
                    validFrom: "2026-11-01T00:00:00Z", validUntil: "2027-11-01T00:00:00Z", audience: ["Vip"], netBudget: 1000,
                    reviewStatus: APPROVED, outletIds: ["@outlet"],
                    tiers: [{name: "ten", percentage: 10, reviewStatus: APPROVED}]})
                """);
        changeOffer("""
                createExclusiveOffer(input: {id: "@exclusive", merchantId: "@merchant", name: "Free chai",
                    description: "on Mondays", validFrom: "2026-11-01T00:00:00Z", validUntil: "2027-11-01T00:00:00Z",
                    audience: ["New"], netBudget: 500, reviewStatus: APPROVED, outletIds: ["@outlet", "@second"]})
                """);
        changeOffer("""
                createLoyaltyProgram(input: {id: "@program", merchantId: "@merchant", name: "Duka club", pointsLimit: 100,
                    reviewStatus: APPROVED, tiers: [{name: "gold", minCustomerType: "Vip", reviewStatus: APPROVED}],
                    rewards: [{name: "mug", reviewStatus: APPROVED}]})
                """);
    }

    /** Executes a mutation of an offer; returns the offer of its response. */
    JsonNode changeOffer(String call) {
        return execute(call, OFFER).path("offer");
    }

    /** Executes a mutation of any kind. */
    JsonNode execute(String call, String selection) {
        ApiClient.ApiResponse apiResponse = send(call, selection);
        assertThat(apiResponse.body().has("errors"))
                .as(apiResponse.body().toString())
                .isFalse();
        return apiResponse.data().path("change");
    }

    /** Executes a mutation that is to be rejected; returns its error. */
    JsonNode executeRejected(String call) {
        return send(call, "{ freshness }").onlyError();
    }

    ApiClient.ApiResponse send(String call, String selection) {
        return send("catalog:write", call, selection);
    }

    ApiClient.ApiResponse send(String scope, String call, String selection) {
        return apiClient.execute(
                apiClient.token(id(77).toString(), scope),
                "mutation { change: %s %s }".formatted(withIds(call), selection),
                Map.of());
    }

    /** The single value of a query. */
    Object value(String sql) {
        return jdbc.sql(withIds(sql)).query().singleValue();
    }

    long count(String fromWhere) {
        return (Long) value("SELECT count(*) FROM " + fromWhere);
    }

    int update(String sql) {
        return jdbc.sql(withIds(sql)).update();
    }

    static UUID id(String name) {
        UUID id = IDS.get(name);
        if (id == null) {
            throw new IllegalArgumentException(name);
        }
        return id;
    }

    private static UUID id(int number) {
        return new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    private static String withIds(String text) {
        String written = text;
        for (var id : IDS.entrySet()) {
            written = written.replace("@" + id.getKey(), id.getValue().toString());
        }
        return written;
    }
}
