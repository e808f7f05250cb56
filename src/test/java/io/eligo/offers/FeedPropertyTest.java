package io.eligo.offers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.offers.NaiveFeed.Filter;
import io.eligo.offers.World.Offer;
import io.eligo.offers.World.Outlet;
import java.math.BigDecimal;
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

/** Random worlds, filters and page sizes, asked over HTTP, against a naive evaluation of DOMAIN.md. */
@ApiTest
class FeedPropertyTest {
    private static final int WORLDS = 5;
    private static final int COMBINATIONS = 500 / WORLDS;
    // Not a whole microsecond: the server must cut it.
    private static final Instant CLOCK = Instant.parse("2026-11-22T12:00:00.123456789Z");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    private static final String OFFERS = """
            query ($first: Int, $after: String, $last: Int, $before: String, $filter: OfferFilter) {
              list: offers(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
                edges { cursor node {
                  __typename id name description offerType validFrom validUntil
                  merchant { id name category }
                  outlets { id name description merchant { id } }
                  ... on CashbackConfiguration { tiers { id name percentage } }
                  ... on LoyaltyProgram { tiers { id name minCustomerType } rewards { id name } }
                } }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              }
            }""";
    private static final String OUTLETS = """
            query ($first: Int, $after: String, $filter: OfferFilter) {
              list: outlets(first: $first, after: $after, filter: $filter) {
                edges { cursor node { id } }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              }
            }""";

    @Autowired
    Api api;

    @Autowired
    WorldTables tables;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomWorld worlds = new RandomWorld(random, NOW);

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
            World world = worlds.make();
            tables.become(world);
            for (int j = 0; j < COMBINATIONS; j++) {
                UUID user = worlds.oneOf(List.copyOf(world.users().keySet()));
                Filter filter = filter(world);
                var naive = new NaiveFeed(world, NOW, folded(world, filter));
                List<Offer> expected = naive.offers(user, filter);
                shown += expected.size();
                empty += expected.isEmpty() ? 1 : 0;

                String what = "seed %d, user %s, %s".formatted(seed, user, filter);
                walkOffers(what, naive, user, filter, expected);
                walkOutlets(what, user, filter, naive.outlets(user, filter));
            }
        }
        // Else the generator would prove little.
        assertThat(shown).isGreaterThan(1_000);
        assertThat(empty).isLessThan(400);
    }

    private void walkOffers(String what, NaiveFeed naive, UUID user, Filter filter, List<Offer> expected) {
        var wanted = new Walk(what, expected.stream().map(Offer::id).toList(), user, OFFERS, variables(filter));
        List<JsonNode> nodes = wanted.forward(pageSize());
        for (int i = 0; i < nodes.size(); i++) {
            assertThat(read(nodes.get(i))).as(what).isEqualTo(shown(naive, user, expected.get(i)));
        }
        wanted.backward(pageSize());
        wanted.between(random);
    }

    private void walkOutlets(String what, UUID user, Filter filter, List<Outlet> expected) {
        new Walk(what, expected.stream().map(Outlet::id).toList(), user, OUTLETS, variables(filter))
                .forward(pageSize());
    }

    /** One list of ids, read page by page and compared page by page. */
    private final class Walk {
        private final String what;
        private final List<UUID> expected;
        private final UUID user;
        private final String document;
        private final Map<String, Object> variables;
        private final List<String> cursors = new ArrayList<>();

        Walk(String what, List<UUID> expected, UUID user, String document, Map<String, Object> variables) {
            this.what = what;
            this.expected = expected;
            this.user = user;
            this.document = document;
            this.variables = variables;
        }

        List<JsonNode> forward(int size) {
            var nodes = new ArrayList<JsonNode>();
            String after = null;
            do {
                JsonNode page = page("first", size, after, null, nodes.size(), nodes.size() + size);
                page.path("edges").forEach(edge -> {
                    nodes.add(edge.path("node"));
                    cursors.add(edge.path("cursor").asString());
                });
                after = page.path("pageInfo").path("endCursor").asString(null);
            } while (nodes.size() < expected.size());
            return nodes;
        }

        void backward(int size) {
            int end = expected.size();
            String before = null;
            do {
                JsonNode page = page("last", size, null, before, end - size, end);
                before = page.path("pageInfo").path("startCursor").asString(null);
                end -= size;
            } while (end > 0);
        }

        /** Both bounds at once, wherever they lie. */
        void between(Random random) {
            if (cursors.isEmpty()) {
                return;
            }
            int after = random.nextInt(cursors.size());
            int before = after + random.nextInt(cursors.size() - after);
            int size = random.nextInt(8);
            int begin = after + 1;
            int end = Math.max(begin, before);
            page("first", size, cursors.get(after), cursors.get(before), begin, Math.min(end, begin + size));
            if (before > after) {
                page("last", size, cursors.get(after), cursors.get(before), Math.max(begin, before - size), before);
            }
        }

        private JsonNode page(
                String size, int count, @Nullable String after, @Nullable String before, int from, int to) {
            var asked = new HashMap<String, Object>(variables);
            asked.put(size, count);
            if (after != null) {
                asked.put("after", after);
            }
            if (before != null) {
                asked.put("before", before);
            }
            Api.Answer answer = api.ask(user, document, asked);
            assertThat(answer.body().has("errors"))
                    .as("%s: %s", what, answer.body())
                    .isFalse();
            JsonNode page = answer.data().path("list");
            int begin = Math.max(from, 0);
            int end = Math.min(to, expected.size());
            assertThat(page.path("edges")
                            .valueStream()
                            .map(edge -> edge.path("node").path("id").asString()))
                    .as("%s, %s", what, asked)
                    .containsExactlyElementsOf(expected.subList(begin, end).stream()
                            .map(UUID::toString)
                            .toList());
            assertThat(page.path("pageInfo").path("hasPreviousPage").asBoolean())
                    .as("%s, %s: anything before %d", what, asked, begin)
                    .isEqualTo(begin > 0);
            assertThat(page.path("pageInfo").path("hasNextPage").asBoolean())
                    .as("%s, %s: anything behind %d of %d", what, asked, end, expected.size())
                    .isEqualTo(end < expected.size());
            return page;
        }
    }

    private static List<Object> shown(NaiveFeed naive, UUID user, Offer offer) {
        World.Merchant merchant = offer.merchant();
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

    /** The same of an answer. */
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

    private int pageSize() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 3 + random.nextInt(20);
    }

    private Filter filter(World world) {
        BigDecimal one = new BigDecimal(worlds.oneOf(RandomWorld.PERCENTAGES));
        BigDecimal other = new BigDecimal(worlds.oneOf(RandomWorld.PERCENTAGES));
        boolean percentage = random.nextInt(4) == 0;
        return new Filter(
                sometimes(worlds.oneOf(List.of("CASHBACK", "EXCLUSIVE", "LOYALTY"))),
                sometimes(
                        random.nextInt(9) == 0
                                ? worlds.id()
                                : worlds.oneOf(world.merchants()).id()),
                sometimes(worlds.oneOf(world.outlets()).id()),
                sometimes(worlds.oneOf(RandomWorld.CATEGORIES)),
                percentage && random.nextInt(3) > 0 ? one.min(other) : null,
                percentage && random.nextInt(3) > 0 ? one.max(other) : null,
                random.nextInt(3) == 0 ? search(world) : null);
    }

    private <T> @Nullable T sometimes(T value) {
        return random.nextInt(6) == 0 ? value : null;
    }

    /** Something that is written somewhere, more or less as it stands there; or letters that are no wildcards. */
    private String search(World world) {
        String text = worlds.oneOf(texts(world).toList());
        int begin = random.nextInt(text.length());
        String part = text.substring(begin, begin + 1 + random.nextInt(Math.min(5, text.length() - begin)));
        return switch (random.nextInt(7)) {
            case 0 -> part.toUpperCase(java.util.Locale.ROOT);
            case 1 -> part.toLowerCase(java.util.Locale.ROOT);
            case 2 -> java.text.Normalizer.normalize(part, java.text.Normalizer.Form.NFD);
            case 3 -> "  " + part + " ";
            case 4 -> worlds.oneOf(List.of("%", "_", "caf%", "c_fe", "50%", "under_", "", "   ", "é", "E"));
            default -> part;
        };
    }

    private static Stream<String> texts(World world) {
        return Stream.of(
                        world.merchants().stream().map(World.Merchant::name),
                        world.outlets().stream().flatMap(outlet -> Stream.of(outlet.name(), outlet.description())),
                        world.offers().stream().flatMap(offer -> Stream.of(offer.name(), offer.description())))
                .flatMap(texts -> texts)
                .filter(text -> text != null);
    }

    /** Every text of this world as PostgreSQL folds it. */
    private Map<String, String> folded(World world, Filter filter) {
        String[] texts = Stream.concat(
                        texts(world), Stream.ofNullable(filter.search()).map(String::strip))
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
        return fold;
    }

    private final Map<String, String> fold = new HashMap<>();

    private static Map<String, Object> variables(Filter filter) {
        var written = new HashMap<String, Object>();
        put(written, "offerType", filter.offerType());
        put(written, "merchantId", filter.merchantId());
        put(written, "outletId", filter.outletId());
        put(written, "category", filter.category());
        put(written, "minPercentage", filter.minPercentage());
        put(written, "maxPercentage", filter.maxPercentage());
        put(written, "search", filter.search());
        return written.isEmpty() ? Map.of() : Map.of("filter", written);
    }

    private static void put(Map<String, Object> written, String field, @Nullable Object value) {
        if (value != null) {
            written.put(field, value);
        }
    }
}
