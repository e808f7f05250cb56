package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The query {@code eligibility} agrees with the feed for every user and offer of a random dataset. */
@ApiTest
class EligibilityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String WHY =
            "query ($user: ID!, $offer: ID!) { eligibility(userId: $user, offerId: $offer) { eligible lags customerType at pending conditions { rule description met reasons remedy } } }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Test
    void agreesWithTheFeedAndNamesWhatDoesNotHold() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EligibilityTest: -Dseed=" + seed);
        clock.set(NOW);
        Dataset dataset = new RandomDataset(new Random(seed), NOW).generate();
        tables.replaceWith(dataset);
        // Eligibility does not depend on the order of outlets.
        var texts = new HashMap<String, String>();
        RandomFilters.texts(dataset).forEach(text -> texts.put(text, text));
        var naive = new NaiveFeed(dataset, NOW, texts);
        String support = apiClient.token(UUID.randomUUID().toString(), "offers:any");
        int seen = 0;
        int not = 0;
        for (UUID user : dataset.users().keySet().stream().limit(3).toList()) {
            List<UUID> feed = naive.offers(user, NaiveFeed.Filter.NONE).stream()
                    .map(Dataset.Offer::id)
                    .toList();
            for (Dataset.Offer offer : dataset.offers().stream().limit(40).toList()) {
                JsonNode why = apiClient
                        .execute(support, WHY, Map.of("user", user, "offer", offer.id()))
                        .data()
                        .path("eligibility");
                boolean eligible = why.path("eligible").asBoolean();
                assertThat(eligible).as("seed %d: %s", seed, why).isEqualTo(feed.contains(offer.id()));
                assertThat(why.path("lags").asBoolean()).isFalse();
                assertThat(why.path("conditions")
                                .valueStream()
                                .allMatch(one -> one.path("met").asBoolean()))
                        .isEqualTo(eligible);
                assertThat(why.path("conditions").valueStream())
                        .allSatisfy(one -> assertThat(one.path("reasons").isEmpty())
                                .isEqualTo(one.path("met").asBoolean()));
                seen += eligible ? 1 : 0;
                not += eligible ? 0 : 1;
            }
        }
        assertThat(not).isPositive();
        assertThat(seen + not).isGreaterThan(20);
    }

    @Test
    void rejectsOtherUsersAndUnknownOffers() {
        String own = UUID.randomUUID().toString();
        Map<String, Object> asked = Map.of("user", UUID.randomUUID(), "offer", UUID.randomUUID());
        assertThat(classification(apiClient.execute(apiClient.token(own, ""), WHY, asked)))
                .isEqualTo("FORBIDDEN");
        assertThat(classification(apiClient.execute(apiClient.token(own, "offers:any"), WHY, asked)))
                .isEqualTo("NOT_FOUND");
        assertThat(classification(apiClient.execute(apiClient.token(own, ""), WHY, Map.of("user", own, "offer", "x"))))
                .isEqualTo("BAD_REQUEST");
    }

    private static String classification(ApiClient.ApiResponse apiResponse) {
        return apiResponse.onlyError().at("/extensions/classification").asString();
    }
}
