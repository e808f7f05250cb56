package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The window of the only offer ends between two readings of the clock. */
@ApiTest
class PageInstantTest {
    private static final UUID VIP = DatasetFixtures.id(901);
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = FROM.plusSeconds(86_400 * 365);
    private static final String PAGE =
            "offers { totalCount pageInfo { hasNextPage } edges { node { id outlets { id } ... on CashbackConfiguration { tiers { id } } } } }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    RolloutFixture rollout;

    @BeforeEach
    void oneOffer() {
        clock.set(FROM);
        tables.replaceWith(DatasetFixtures.of(
                Map.of(VIP, Map.of(DatasetFixtures.MERCHANT.id(), "Vip")), DatasetFixtures.cashback(1, FROM, "All")));
        rollout.reset();
    }

    @AfterEach
    void reset() {
        rollout.reset();
    }

    @Test
    void aPageOfThePrecomputedPathHasOneInstantAndTheNextFieldAnother() {
        assertThat(source()).isNotEqualTo("legacy");
        assertOneInstantForEachPage();
    }

    @Test
    void aPageOfTheQueryTimePathHasOneInstantAndTheNextFieldAnother() {
        rollout.set(RolloutChange.OFF);
        assertThat(source()).isEqualTo("legacy");
        assertOneInstantForEachPage();
    }

    private void assertOneInstantForEachPage() {
        clock.setForOneReading(END, END.plusNanos(1_000));
        JsonNode data = apiClient
                .execute(VIP, "{ one: " + PAGE + " two: " + PAGE + " }")
                .data();
        assertThat(data.at("/one/edges")).hasSize(1);
        assertThat(data.at("/one/edges/0/node/outlets")).hasSize(2);
        assertThat(data.at("/one/edges/0/node/tiers")).hasSize(1);
        assertThat(data.at("/one/totalCount").asInt()).isEqualTo(1);
        assertThat(data.at("/two/edges")).isEmpty();
        assertThat(data.at("/two/totalCount").asInt()).isZero();
    }

    private String source() {
        return apiClient
                .execute(VIP, "{ offers { edges { node { id } } } }")
                .body()
                .at("/extensions/freshness/source")
                .asString();
    }
}
