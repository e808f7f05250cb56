package io.eligo.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.offers.Api;
import io.eligo.servers.SharedTables;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two merchants, two outlets of the first and one of the other, and somebody who may change everything. In a call {@code @name}
 * stands for an id, always the same.
 */
final class Shop {
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
            "nobody", id(99));

    private static final String OFFER = """
            { offer { id offerType merchantId name description validFrom validUntil audience netBudget usedBudget isActive
                      isDeleted reviewStatus createdAt outletIds tiers { id name percentage minCustomerType isActive reviewStatus }
                      rewards { id name isActive reviewStatus } } freshness }
            """;

    private final Api api;
    private final JdbcClient jdbc;

    Shop(Api api, JdbcClient jdbc) {
        this.api = api;
        this.jdbc = jdbc;
    }

    /** In place of whatever was there. */
    void open() {
        SharedTables.empty(
                jdbc,
                "merchant, outlet, payment_point, cashback_configuration, cashback_tier, exclusive_offer, loyalty_program, loyalty_tier, loyalty_reward, offer_outlet, customer_type, user_grants");
        jdbc.sql(written("""
                INSERT INTO merchant (id, business_name, status, category)
                VALUES ('@merchant', 'Duka', 'Active', 'Food'), ('@other', 'Soko', 'Active', 'Food')
                """)).update();
        jdbc.sql(written("""
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

    /** One offer of each type, approved. */
    void offers() {
        change("""
                createCashbackConfiguration(input: {id: "@cashback", merchantId: "@merchant", name: "Ten back",
                    validFrom: "2026-11-01T00:00:00Z", validUntil: "2027-11-01T00:00:00Z", audience: ["Vip"], netBudget: 1000,
                    reviewStatus: APPROVED, outletIds: ["@outlet"],
                    tiers: [{name: "ten", percentage: 10, reviewStatus: APPROVED}]})
                """);
        change("""
                createExclusiveOffer(input: {id: "@exclusive", merchantId: "@merchant", name: "Free chai",
                    description: "on Mondays", validFrom: "2026-11-01T00:00:00Z", validUntil: "2027-11-01T00:00:00Z",
                    audience: ["New"], netBudget: 500, reviewStatus: APPROVED, outletIds: ["@outlet", "@second"]})
                """);
        change("""
                createLoyaltyProgram(input: {id: "@program", merchantId: "@merchant", name: "Duka club", pointsLimit: 100,
                    reviewStatus: APPROVED, tiers: [{name: "gold", minCustomerType: "Vip", reviewStatus: APPROVED}],
                    rewards: [{name: "mug", reviewStatus: APPROVED}]})
                """);
    }

    /** Carries out a change of an offer; the offer as it was answered. */
    JsonNode change(String call) {
        return answer(call, OFFER).path("offer");
    }

    /** Carries out a change of any kind. */
    JsonNode answer(String call, String selection) {
        Api.Answer answer = ask(call, selection);
        assertThat(answer.body().has("errors")).as(answer.body().toString()).isFalse();
        return answer.data().path("change");
    }

    /** Asks for a change that is to be refused; why it was. */
    JsonNode refusal(String call) {
        return ask(call, "{ freshness }").onlyError();
    }

    Api.Answer ask(String call, String selection) {
        return ask("catalog:write", call, selection);
    }

    Api.Answer ask(String scope, String call, String selection) {
        return api.ask(
                api.token(id(77).toString(), scope),
                "mutation { change: %s %s }".formatted(written(call), selection),
                Map.of());
    }

    /** The only value of a query. */
    Object value(String sql) {
        return jdbc.sql(written(sql)).query().singleValue();
    }

    long count(String fromWhere) {
        return (Long) value("SELECT count(*) FROM " + fromWhere);
    }

    int update(String sql) {
        return jdbc.sql(written(sql)).update();
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

    private static String written(String text) {
        String written = text;
        for (var id : IDS.entrySet()) {
            written = written.replace("@" + id.getKey(), id.getValue().toString());
        }
        return written;
    }
}
