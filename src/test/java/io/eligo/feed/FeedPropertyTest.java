package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Outlet;
import io.eligo.feed.NaiveFeed.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Random datasets, filters and page sizes, requested over HTTP, against a naive evaluation of docs/rules.md. */
@ApiTest
class FeedPropertyTest {
    private static final int WORLDS = 5;
    private static final int COMBINATIONS = 500 / WORLDS;
    private static final int MOST_A_PAGE = 100;
    // Keeps the three walks of one request below the cost limit.
    private static final int MOST_BESIDE = 40;
    // Not a whole microsecond: the server must truncate it.
    private static final Instant CLOCK = Instant.parse("2026-11-22T12:00:00.123456789Z");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    private static final String PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    // Three walks at once: the whole feed forward, its ids backward, and the outlets.
    private static final String WALKS = """
            query ($filter: OfferFilter, $forward: Boolean!, $first: Int, $after: String,
                   $backward: Boolean!, $last: Int, $before: String, $places: Boolean!, $outlets: Int, $behind: String) {
              forward: offers(first: $first, after: $after, filter: $filter) @include(if: $forward) {
                edges { cursor node {
                  __typename id name description offerType validFrom validUntil
                  merchant { id name category }
                  outlets { id name description merchant { id } }
                  ... on CashbackConfiguration { tiers { id name percentage } }
                  ... on LoyaltyProgram { tiers { id name minCustomerType } rewards { id name } }
                } }
                %1$s
              }
              backward: offers(last: $last, before: $before, filter: $filter) @include(if: $backward) {
                edges { node { id } } %1$s
              }
              places: outlets(first: $outlets, after: $behind, filter: $filter) @include(if: $places) {
                edges { node { id } } %1$s
              }
            }""".formatted(PAGE);
    private static final String BETWEEN = """
            query ($filter: OfferFilter, $size: Int, $after: String, $before: String) {
              first: offers(first: $size, after: $after, before: $before, filter: $filter) { edges { node { id } } %1$s }
              last: offers(last: $size, after: $after, before: $before, filter: $filter) { edges { node { id } } %1$s }
            }""".formatted(PAGE);

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, String> fold = new HashMap<>();
    private final RandomDataset worlds = new RandomDataset(random, NOW);
    private final RandomFilters filters = new RandomFilters(random, worlds);

    @BeforeEach
    void standStill() {
        clock.set(CLOCK);
    }

    @Test
    void everyPageOfEveryFeedIsWhatTheDomainSays() {
        System.out.println("FeedPropertyTest: -Dseed=" + seed);
        int shown = 0;
        int empty = 0;
        for (int i = 0; i < WORLDS; i++) {
            Dataset dataset = worlds.generate();
            tables.replaceWith(dataset);
            var naive = new NaiveFeed(dataset, NOW, fold);
            var questions = new ArrayList<Question>();
            for (int j = 0; j < COMBINATIONS; j++) {
                Question question = question(dataset, naive);
                shown += question.expected().size();
                empty += question.expected().isEmpty() ? 1 : 0;
                questions.add(question);
            }
            // Each question has its own page size and cursors, so they can run in parallel.
            questions.parallelStream().forEach(this::ask);
        }
        // Otherwise the random data would prove little.
        assertThat(shown).isGreaterThan(1_000);
        assertThat(empty).isLessThan(400);
    }

    private record Question(
            NaiveFeed naive, UUID user, Filter filter, List<Offer> expected, List<Outlet> outlets, Random random) {
        int pageSize(int maxSize) {
            return random.nextInt(3) == 0 ? 1 + random.nextInt(maxSize) : 3 + random.nextInt(20);
        }
    }

    private Question question(Dataset dataset, NaiveFeed naive) {
        UUID user = worlds.oneOf(List.copyOf(dataset.users().keySet()));
        Filter filter = filters.nextFilter(dataset);
        foldTexts(dataset, filter);
        return new Question(
                naive,
                user,
                filter,
                naive.offers(user, filter),
                naive.outlets(user, filter),
                new Random(random.nextLong()));
    }

    private void ask(Question question) {
        var offers =
                new Walk(question, question.expected().stream().map(Offer::id).toList(), MOST_A_PAGE);
        var backward = new Walk(question, offers.expected, MOST_BESIDE);
        var places =
                new Walk(question, question.outlets().stream().map(Outlet::id).toList(), MOST_BESIDE);
        backward.begin = backward.expected.size();
        do {
            var asked = new HashMap<String, Object>(question.filter().variables());
            asked.put("forward", !offers.done);
            asked.put("first", offers.size);
            asked.put("after", offers.cursor);
            asked.put("backward", !backward.done);
            asked.put("last", backward.size);
            asked.put("before", backward.cursor);
            asked.put("places", !places.done);
            asked.put("outlets", places.size);
            asked.put("behind", places.cursor);
            JsonNode lists = lists(question, WALKS, asked);
            offers.forward(lists.path("forward"));
            backward.backward(lists.path("backward"));
            places.forward(lists.path("places"));
        } while (!offers.done || !backward.done || !places.done);

        for (int i = 0; i < offers.edges.size(); i++) {
            assertThat(read(offers.edges.get(i).path("node")))
                    .as(offers.what)
                    .isEqualTo(shown(
                            question.naive(),
                            question.user(),
                            question.expected().get(i)));
        }
        if (!offers.edges.isEmpty()) {
            between(question, offers);
        }
    }

    /** Reads between two bounds at any positions. */
    private void between(Question question, Walk offers) {
        int after = question.random().nextInt(offers.edges.size());
        int before = after + question.random().nextInt(offers.edges.size() - after);
        int size = question.random().nextInt(8);
        var asked = new HashMap<String, Object>(question.filter().variables());
        asked.put("size", size);
        asked.put("after", offers.edges.get(after).path("cursor").asString());
        asked.put("before", offers.edges.get(before).path("cursor").asString());
        JsonNode lists = lists(question, BETWEEN, asked);
        int begin = after + 1;
        offers.check(lists.path("first"), begin, Math.max(begin, Math.min(before, begin + size)));
        if (before > after) {
            offers.check(lists.path("last"), Math.max(begin, before - size), before);
        }
    }

    private JsonNode lists(Question question, String document, Map<String, Object> variables) {
        ApiClient.ApiResponse apiResponse = apiClient.execute(question.user(), document, variables);
        assertThat(apiResponse.body().has("errors"))
                .as(apiResponse.body().toString())
                .isFalse();
        return apiResponse.data();
    }

    /** One list of ids, read and compared page by page. */
    private final class Walk {
        private final String what;
        private final List<UUID> expected;
        private final int size;
        private final List<JsonNode> edges = new ArrayList<>();
        private int begin;
        private @Nullable String cursor;
        private boolean done;

        Walk(Question question, List<UUID> expected, int maxSize) {
            this.what = "seed %d, user %s, %s".formatted(seed, question.user(), question.filter());
            this.expected = expected;
            this.size = question.pageSize(maxSize);
        }

        void forward(JsonNode page) {
            if (!done) {
                int end = Math.min(begin + size, expected.size());
                check(page, begin, end);
                page.path("edges").forEach(edges::add);
                cursor = page.path("pageInfo").path("endCursor").asString(null);
                begin = end;
                done = end == expected.size();
            }
        }

        void backward(JsonNode page) {
            if (!done) {
                int end = begin;
                begin = Math.max(end - size, 0);
                check(page, begin, end);
                cursor = page.path("pageInfo").path("startCursor").asString(null);
                done = begin == 0;
            }
        }

        void check(JsonNode page, int begin, int end) {
            assertThat(page.path("edges")
                            .valueStream()
                            .map(edge -> edge.path("node").path("id").asString()))
                    .as(what)
                    .containsExactlyElementsOf(expected.subList(begin, end).stream()
                            .map(UUID::toString)
                            .toList());
            assertThat(page.path("pageInfo").path("hasPreviousPage").asBoolean())
                    .as("%s: anything before %d", what, begin)
                    .isEqualTo(begin > 0);
            assertThat(page.path("pageInfo").path("hasNextPage").asBoolean())
                    .as("%s: anything after %d of %d", what, end, expected.size())
                    .isEqualTo(end < expected.size());
            assertThat(page.path("totalCount").asInt()).as(what).isEqualTo(expected.size());
        }
    }

    private static List<Object> shown(NaiveFeed naive, UUID user, Offer offer) {
        Dataset.Merchant merchant = offer.merchant();
        var shown = new ArrayList<Object>();
        shown.add(
                switch (offer.type()) {
                    case "Cashback" -> "CashbackConfiguration CASHBACK";
                    case "Exclusive" -> "ExclusiveOffer EXCLUSIVE";
                    default -> "LoyaltyProgram LOYALTY";
                });
        shown.add(offer.name());
        shown.add(String.valueOf(offer.description()));
        shown.add(merchant == null ? "null" : merchant.id() + merchant.name() + merchant.category());
        shown.add(offer.from() + " to " + offer.until());
        naive.liveOutlets(offer)
                .forEach(outlet -> shown.add(outlet.id()
                        + outlet.name()
                        + outlet.description()
                        + outlet.merchant().id()));
        shown.add(naive.tiers(offer, user).stream()
                .map(tier -> tier.id() + tier.name() + tier.percentage() + tier.minCustomerType())
                .sorted()
                .toList());
        shown.add(offer.rewards().stream()
                .filter(reward -> NaiveFeed.on(reward.switches()))
                .map(reward -> reward.id() + reward.name())
                .sorted()
                .toList());
        return shown;
    }

    /** The same values, read from a response. */
    private static List<Object> read(JsonNode node) {
        JsonNode merchant = node.path("merchant");
        var read = new ArrayList<Object>();
        read.add(text(node, "__typename") + " " + text(node, "offerType"));
        read.add(text(node, "name"));
        read.add(text(node, "description"));
        read.add(
                merchant.isNull()
                        ? "null"
                        : text(merchant, "id") + text(merchant, "name") + text(merchant, "category"));
        read.add(instant(node, "validFrom") + " to " + instant(node, "validUntil"));
        node.path("outlets")
                .forEach(outlet -> read.add(text(outlet, "id")
                        + text(outlet, "name")
                        + text(outlet, "description")
                        + text(outlet.path("merchant"), "id")));
        read.add(node.path("tiers")
                .valueStream()
                .map(tier -> text(tier, "id")
                        + text(tier, "name")
                        + text(tier, "percentage")
                        + text(tier, "minCustomerType"))
                .sorted()
                .toList());
        read.add(node.path("rewards")
                .valueStream()
                .map(reward -> text(reward, "id") + text(reward, "name"))
                .sorted()
                .toList());
        return read;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("null");
    }

    private static String instant(JsonNode node, String field) {
        String text = text(node, field);
        return text.equals("null") ? text : Instant.parse(text).toString();
    }

    /** Folds every text of the dataset with PostgreSQL. */
    private void foldTexts(Dataset dataset, Filter filter) {
        String[] texts = Stream.concat(
                        RandomFilters.texts(dataset),
                        Stream.ofNullable(filter.search()).map(String::strip))
                .distinct()
                .filter(text -> !fold.containsKey(text))
                .toArray(String[]::new);
        jdbc.sql("""
                        SELECT text, lower(regexp_replace(normalize(text, NFD), '[\\u0300-\\u036F]', '', 'g') COLLATE pg_c_utf8)
                        FROM unnest(?::text[]) AS text
                        """)
                .param(texts)
                .query((row, n) -> fold.put(row.getString(1), row.getString(2)))
                .list();
    }
}
