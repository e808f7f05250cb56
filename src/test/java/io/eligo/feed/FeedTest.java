package io.eligo.feed;

import static io.eligo.feed.DatasetFixtures.cashback;
import static io.eligo.feed.DatasetFixtures.id;
import static io.eligo.feed.DatasetFixtures.program;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The feed while the catalogue changes and the stored grants lag. */
@ApiTest
class FeedTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final UUID UNKNOWN_USER = id(900);
    private static final UUID VIP = id(901);
    private static final Map<UUID, Map<UUID, String>> USERS = Map.of(VIP, Map.of(DatasetFixtures.MERCHANT.id(), "Vip"));

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    Catalog catalog;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void standStill() {
        clock.set(Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void anOfferIsFoundOnlyInTheCallersOwnFeed() {
        tables.replaceWith(DatasetFixtures.of(USERS, cashback(1, START, "Vip"), cashback(2, START, "New")));

        assertThat(offer(VIP, id(1)).path("name").asString()).isEqualTo("cashback 1");
        assertThat(offer(VIP, id(2)).isNull()).isTrue();
        assertThat(offer(UNKNOWN_USER, id(1)).isNull()).isTrue();
        assertThat(offer(VIP, id(77)).isNull()).isTrue();
    }

    @Test
    void aWindowHoldsBothItsEndsAndNoMicrosecondMore() {
        tables.replaceWith(DatasetFixtures.of(USERS, cashback(1, START, "All")));
        Instant end = START.plusSeconds(86_400 * 365);

        for (Instant inside : List.of(START, START.plusNanos(999), end, end.plusNanos(999))) {
            clock.set(inside);
            assertThat(ids(VIP)).as("%s", inside).containsExactly(id(1));
        }
        for (Instant outside : List.of(START.minusNanos(1), end.plusNanos(1_000))) {
            clock.set(outside);
            assertThat(ids(VIP)).as("%s", outside).isEmpty();
        }
    }

    @Test
    void instantsAreShownToTheMicrosecondInUtc() {
        tables.replaceWith(DatasetFixtures.of(USERS, cashback(1, Instant.parse("2026-11-01T00:00:00.000001Z"), "All")));

        assertThat(apiClient
                        .execute(VIP, "{ offers { edges { node { validFrom } } } }")
                        .data()
                        .at("/offers/edges/0/node/validFrom")
                        .asString())
                .isEqualTo("2026-11-01T00:00:00.000001Z");
    }

    @Test
    void aProgramLeavesWithTheLastTierThatTheUserReachesThoughTheGrantIsStillStored() {
        tables.replaceWith(DatasetFixtures.of(USERS, program(1, "Vip", "Regular")));
        assertThat(tiers()).containsExactlyInAnyOrder("Vip", "Regular");

        reject("Vip");
        assertThat(tiers()).containsExactly("Regular");
        reject("Regular");
        assertThat(ids(VIP)).isEmpty();
    }

    @Test
    void aCursorOutlivesTheOfferThatItPointsAt() {
        tables.replaceWith(DatasetFixtures.of(
                USERS,
                cashback(1, START.plusSeconds(3), "All"),
                cashback(2, START.plusSeconds(2), "All"),
                cashback(3, START.plusSeconds(1), "All")));
        JsonNode page = apiClient
                .execute(VIP, "{ offers(first: 2) { edges { cursor } } }")
                .data();
        String behindTheSecond = page.at("/offers/edges/1/cursor").asString();

        jdbc.sql("DELETE FROM cashback_configuration WHERE id = ?").param(id(2)).update();
        catalog.refresh();

        JsonNode rest =
                apiClient.execute(VIP, """
                        { offers(after: "%s") { edges { node { id } } pageInfo { hasPreviousPage hasNextPage } } }
                        """.formatted(behindTheSecond)).data().path("offers");
        assertThat(rest.at("/edges/0/node/id").asString()).isEqualTo(id(3).toString());
        assertThat(rest.path("edges")).hasSize(1);
        assertThat(rest.at("/pageInfo/hasPreviousPage").asBoolean()).isTrue();
    }

    @Test
    void anOutletIsListedOnceAndNotShortenedByTheFilter() {
        tables.replaceWith(DatasetFixtures.of(USERS, cashback(1, START, "All"), cashback(2, START, "All")));
        String one = DatasetFixtures.OUTLETS.get(0).id().toString();

        JsonNode outlets = apiClient
                .execute(VIP, """
                        { outlets(filter: {outletId: "%s"}) { edges { node { name merchant { category } } } } }
                        """.formatted(one))
                .data()
                .path("outlets")
                .path("edges");

        assertThat(outlets.valueStream().map(edge -> edge.at("/node/name").asString()))
                .containsExactly("Kimathi Street", "Moi Avenue");
        assertThat(outlets.at("/0/node/merchant/category").asString()).isEqualTo("Food");
    }

    private void reject(String tier) {
        jdbc.sql("UPDATE loyalty_tier SET review_status = 'Rejected' WHERE min_customer_type = ?")
                .param(tier)
                .update();
        catalog.refresh();
    }

    private List<String> tiers() {
        return apiClient
                .execute(VIP, "{ offers { edges { node { ... on LoyaltyProgram { tiers { minCustomerType } } } } } }")
                .data()
                .at("/offers/edges/0/node/tiers")
                .valueStream()
                .map(tier -> tier.path("minCustomerType").asString())
                .toList();
    }

    private List<UUID> ids(UUID user) {
        return apiClient
                .execute(user, "{ offers { edges { node { id } } } }")
                .data()
                .at("/offers/edges")
                .valueStream()
                .map(edge -> UUID.fromString(edge.at("/node/id").asString()))
                .toList();
    }

    private JsonNode offer(UUID user, UUID id) {
        return apiClient
                .execute(user, "query ($id: ID!) { offer(id: $id) { name } }", Map.of("id", id.toString()))
                .data()
                .path("offer");
    }
}
