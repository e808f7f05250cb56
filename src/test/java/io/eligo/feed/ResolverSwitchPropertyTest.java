package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.feed.paging.Cursor;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import io.eligo.rules.FeedKey;
import io.eligo.rules.vocabulary.TextFolding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Random datasets, users, filters and pages: with the switch on and off the API answers the same, cursors and errors included. */
@ApiTest
class ResolverSwitchPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final int REQUESTS_A_WORLD = 50;

    private static final String PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    private static final String OFFER = """
            __typename id name description offerType validFrom validUntil
            merchant { id name category }
            outlets { id name description merchant { id name category } }
            ... on CashbackConfiguration { tiers { id name percentage } }
            ... on LoyaltyProgram { tiers { id name minCustomerType } rewards { id name } }
            """;
    private static final String OFFERS = """
            query ($filter: OfferFilter, $first: Int, $after: String, $last: Int, $before: String) {
              offers(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
                edges { cursor node { %s } } %s
              }
            }""".formatted(OFFER, PAGE);
    private static final String OUTLETS = """
            query ($filter: OfferFilter, $first: Int, $after: String) {
              outlets(first: $first, after: $after, filter: $filter) {
                edges { cursor node { id name description merchant { id name category } } } %s
              }
            }""".formatted(PAGE);
    private static final String ONE = "query ($id: ID!) { offer(id: $id) { %s } }".formatted(OFFER);
    private static final RolloutChange OFF = RolloutChange.OFF;

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    RolloutFixture rollout;

    private Random random = new Random();
    private int offersSeen;

    private record Request(UUID user, String document, Map<String, Object> variables) {}

    @AfterEach
    void switchOn() {
        rollout.reset();
    }

    @Test
    void bothPathsAnswerTheSame() {
        agree(Long.getLong("seed", System.nanoTime()), 4);
    }

    @Test
    @Tag("long")
    void bothPathsAnswerTheSameInAThousandWorlds() {
        agree(1, 1_000);
    }

    private void agree(long seed, int worlds) {
        System.out.printf("ResolverSwitchPropertyTest: -Dseed=%d, %d worlds%n", seed, worlds);
        random = new Random(seed);
        var generator = new RandomDataset(random, NOW);
        for (int i = 0; i < worlds; i++) {
            Dataset dataset = generator.generate();
            tables.replaceWith(dataset);
            clock.set(instant(generator, dataset));
            compare(dataset, generator);
            walkAcrossTheSwitch(dataset, generator);
        }
        // Otherwise the random data would prove little.
        assertThat(offersSeen).isGreaterThan(worlds * 10);
    }

    private void compare(Dataset dataset, RandomDataset generator) {
        List<Request> requests = Stream.generate(() -> request(dataset, generator))
                .limit(REQUESTS_A_WORLD)
                .toList();
        rollout.reset();
        List<JsonNode> on = requests.parallelStream()
                .map(request -> ask(request, "cache", "table", "computed"))
                .toList();
        rollout.set(OFF);
        List<JsonNode> off =
                requests.parallelStream().map(request -> ask(request, "legacy")).toList();
        for (int i = 0; i < requests.size(); i++) {
            assertThat(off.get(i)).as("%s", requests.get(i)).isEqualTo(on.get(i));
            offersSeen += on.get(i).at("/data/offers/edges").size();
        }
    }

    /** The answer without what differs by design. */
    private JsonNode ask(Request request, String... sources) {
        JsonNode body = apiClient
                .execute(request.user(), request.document(), request.variables())
                .body();
        assertThat(body.at("/extensions/freshness/source").asString("none"))
                .isIn(Stream.concat(Stream.of(sources), Stream.of("none")).toList());
        ((tools.jackson.databind.node.ObjectNode) body).remove("extensions");
        return body;
    }

    private Request request(Dataset dataset, RandomDataset generator) {
        UUID user = user(dataset, generator);
        if (random.nextInt(8) == 0) {
            UUID id = random.nextInt(5) == 0
                    ? generator.id()
                    : generator.oneOf(dataset.offers()).id();
            return new Request(user, ONE, Map.of("id", id.toString()));
        }
        var variables = new HashMap<String, Object>(
                new RandomFilters(random, generator).nextFilter(dataset).variables());
        boolean outlets = random.nextInt(3) == 0;
        boolean backward = !outlets && random.nextBoolean();
        variables.put(backward ? "last" : "first", random.nextInt(12));
        if (outlets && random.nextBoolean()) {
            variables.put("after", outletCursor(dataset, generator));
        }
        if (!outlets) {
            if (random.nextBoolean()) {
                variables.put("after", cursor(dataset, generator));
            }
            if (random.nextBoolean()) {
                variables.put("before", cursor(dataset, generator));
            }
        }
        return new Request(user, outlets ? OUTLETS : OFFERS, variables);
    }

    /** Of an outlet of the dataset, shown or not, or of a name that does not exist, or that PostgreSQL cannot store. */
    private String outletCursor(Dataset dataset, RandomDataset generator) {
        String name = TextFolding.fold(generator.oneOf(dataset.outlets()).name());
        UUID id = random.nextBoolean() ? generator.oneOf(dataset.outlets()).id() : new UUID(random.nextLong(), 0);
        return Cursor.OUTLET.encode(new OutletKey(
                switch (random.nextInt(6)) {
                    case 0 -> name + "\0" + name;
                    case 1 -> "\0";
                    case 2 -> "";
                    case 3 -> name + "\uD83D\uDE00";
                    default -> name;
                },
                id));
    }

    /** Of an offer of the dataset, shown or not, of one that does not exist, or of an instant that PostgreSQL cannot hold. */
    private String cursor(Dataset dataset, RandomDataset generator) {
        Dataset.Offer offer = generator.oneOf(dataset.offers());
        Instant at = offer.from() == null ? NOW : offer.from();
        return switch (random.nextInt(10)) {
            case 0 -> Cursor.OFFER.encode(new FeedKey(at, new UUID(0, 0)));
            case 1 -> Cursor.OFFER.encode(new FeedKey(at, new UUID(-1, -1)));
            case 2 -> Cursor.OFFER.encode(new FeedKey(Instant.parse("-200000-01-01T00:00:00Z"), offer.id()));
            case 3 -> Cursor.OFFER.encode(new FeedKey(Instant.parse("+290000-01-01T00:00:00Z"), offer.id()));
            case 4 -> "not a cursor";
            default -> Cursor.OFFER.encode(new FeedKey(at, offer.id()));
        };
    }

    /** Each page by the path that is on at that moment: no offer is missing and none comes twice. */
    private void walkAcrossTheSwitch(Dataset dataset, RandomDataset generator) {
        UUID user = user(dataset, generator);
        Filter filter = random.nextBoolean() ? Filter.NONE : new RandomFilters(random, generator).nextFilter(dataset);
        rollout.reset();
        List<String> whole = walk(user, filter, OFFERS, 100, false);
        List<String> places = walk(user, filter, OUTLETS, 100, false);
        assertThat(walk(user, filter, OFFERS, 1 + random.nextInt(5), true)).isEqualTo(whole);
        assertThat(walk(user, filter, OUTLETS, 1 + random.nextInt(5), true)).isEqualTo(places);
    }

    private List<String> walk(UUID user, Filter filter, String document, int size, boolean switching) {
        var seen = new ArrayList<String>();
        var variables = new HashMap<String, Object>(filter.variables());
        variables.put("first", size);
        JsonNode page;
        do {
            if (switching) {
                rollout.set(random.nextBoolean() ? OFF : RolloutChange.ON);
            }
            page = apiClient
                    .execute(user, document, variables)
                    .data()
                    .path(document.equals(OFFERS) ? "offers" : "outlets");
            page.path("edges").forEach(edge -> seen.add(edge.at("/node/id").asString()));
            variables.put("after", page.at("/pageInfo/endCursor").asString(""));
        } while (page.at("/pageInfo/hasNextPage").asBoolean());
        return seen;
    }

    private UUID user(Dataset dataset, RandomDataset generator) {
        return random.nextInt(6) == 0
                ? generator.id()
                : generator.oneOf(List.copyOf(dataset.users().keySet()));
    }

    private Instant instant(RandomDataset generator, Dataset dataset) {
        List<Instant> edges = dataset.offers().stream()
                .flatMap(offer -> Stream.of(offer.from(), offer.until()))
                .filter(edge -> edge != null)
                .toList();
        return (random.nextBoolean() || edges.isEmpty() ? NOW : generator.oneOf(edges))
                .plusNanos(random.nextInt(1_000));
    }
}
