package io.eligo.feed;

import static io.eligo.feed.DatasetFixtures.MERCHANT;
import static io.eligo.feed.DatasetFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.Dataset.Outlet;
import io.eligo.feed.Dataset.Switches;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Pages of outlets, in ranges where many outlets have an offer and in ranges where few have one. */
@ApiTest
class FeedOutletsTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final UUID UNKNOWN_USER = id(900);
    private static final List<Outlet> OUTLETS = IntStream.range(0, 500)
            .mapToObj(number -> new Outlet(
                    id(1_000 + number),
                    MERCHANT,
                    "outlet %03d".formatted(number),
                    null,
                    Switches.ON,
                    List.of(Switches.ON)))
            .toList();
    private static final List<Integer> SHOWN = Stream.of(
                    IntStream.of(3, 80), IntStream.range(200, 240), IntStream.of(241, 400, 498))
            .flatMapToInt(numbers -> numbers)
            .boxed()
            .toList();

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @BeforeEach
    void threeOffers() {
        clock.set(START.plusSeconds(1));
        tables.replaceWith(new Dataset(
                List.of(MERCHANT),
                OUTLETS,
                List.of(
                        DatasetFixtures.cashback(1, START, at(SHOWN.subList(0, 30)), "All"),
                        DatasetFixtures.cashback(2, START, at(SHOWN.subList(20, SHOWN.size())), "All"),
                        DatasetFixtures.cashback(3, START, OUTLETS, "Vip")),
                Map.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 45, 100})
    void everyOutletWithAnOfferComesOnceAndInOrder(int size) {
        String after = null;
        for (int begin = 0; begin < SHOWN.size(); begin += size) {
            int end = Math.min(begin + size, SHOWN.size());
            JsonNode page = page(size, after);
            assertThat(page.path("edges")
                            .valueStream()
                            .map(edge -> edge.at("/node/name").asString()))
                    .containsExactlyElementsOf(at(SHOWN.subList(begin, end)).stream()
                            .map(Outlet::name)
                            .toList());
            assertThat(page.at("/pageInfo/hasPreviousPage").asBoolean()).isEqualTo(begin > 0);
            assertThat(page.at("/pageInfo/hasNextPage").asBoolean()).isEqualTo(end < SHOWN.size());
            assertThat(page.path("totalCount").asInt()).isEqualTo(SHOWN.size());
            after = page.at("/pageInfo/endCursor").asString();
        }
    }

    private JsonNode page(int size, @Nullable String after) {
        ApiClient.ApiResponse apiResponse =
                apiClient.execute(UNKNOWN_USER, """
                query ($after: String) { outlets(first: %d, after: $after) {
                  edges { node { name } } totalCount pageInfo { hasPreviousPage hasNextPage endCursor }
                } }""".formatted(size), after == null ? Map.of() : Map.of("after", after));
        return apiResponse.data().path("outlets");
    }

    private static List<Outlet> at(List<Integer> numbers) {
        return numbers.stream().map(OUTLETS::get).toList();
    }
}
