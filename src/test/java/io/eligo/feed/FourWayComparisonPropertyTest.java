package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.CatalogColumns;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.legacy.LegacyFeedKey;
import io.eligo.legacy.LegacyOffer;
import io.eligo.legacy.LegacyPageRequest;
import io.eligo.rules.FeedKey;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.SpelledEnum;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random datasets, users, instants and filters: query-time resolver, rules, stored grants and GraphQL return the same feed. */
@ApiTest
class FourWayComparisonPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
    private static final int INSTANTS = 10;
    private static final int MORE_WORLDS = 40;
    private static final int CASES_AN_INSTANT = 10;
    private static final int CASES_A_WORLD = INSTANTS * CASES_AN_INSTANT;

    @Autowired
    FourWayComparison paths;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    private record Case(UUID user, Filter filter, Instant now) {}

    @Test
    void theFourPathsAgree() {
        agree(Long.getLong("seed", System.nanoTime()), 200);
    }

    @Test
    void whatPostgresqlCannotHoldIsFoundNowhere() {
        Dataset dataset = DatasetFixtures.twoOffersForAllUsers(NOW);
        tables.replaceWith(dataset);
        clock.set(NOW);
        for (String text : List.of("\u0000", "cash\u0000back")) {
            var search = new Filter(null, null, null, null, null, null, text);
            var category = new Filter(null, null, null, text, null, null, null);
            assertThat(paths.assertAgreement(DatasetFixtures.id(900), search, NOW))
                    .isZero();
            assertThat(paths.assertAgreement(DatasetFixtures.id(900), category, NOW))
                    .isZero();
        }
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theFourPathsAgreeAThousandTimes(long seed) {
        agree(seed, 1_000);
    }

    private void agree(long seed, int cases) {
        System.out.printf("FourWayComparisonPropertyTest: -Dseed=%d, %d cases%n", seed, cases);
        var random = new Random(seed);
        int shown = 0;
        var types = new HashSet<String>();
        Set<String> constant = CatalogColumns.readByCatalog(database);
        for (int world = 0; world < cases / CASES_A_WORLD; world++) {
            shown += agree(new Generator(random));
            constant.removeIf(this::hasSeveralValues);
            types.addAll(
                    jdbc.sql("SELECT offer_type FROM offer").query(String.class).list());
        }
        assertThat(types).containsExactlyInAnyOrderElementsOf(SpelledEnum.spellings(OfferType.class));
        assertThat(findConstantColumns(constant, random))
                .as("columns of conditions that have the same value in all random data")
                .isEmpty();
        // Otherwise the random data would prove little.
        assertThat(shown).isGreaterThan(cases);
    }

    private int agree(Generator generator) {
        tables.replaceWith(generator.dataset);
        int shown = 0;
        for (int i = 0; i < INSTANTS; i++) {
            Instant now = generator.instant();
            clock.set(now);
            List<Case> cases = Stream.generate(() -> generator.askedAt(now))
                    .limit(CASES_AN_INSTANT)
                    .toList();
            shown += cases.parallelStream()
                    .mapToInt(one -> paths.assertAgreement(one.user(), one.filter(), one.now()))
                    .sum();
            walk(cases.get(0), generator.random);
        }
        return shown;
    }

    /** Some values are rare, so a few worlds may lack them; many worlds do not. */
    private Set<String> findConstantColumns(Set<String> constant, Random random) {
        // No rule reads it.
        constant.remove("payment_point.kind");
        for (int world = 0; world < MORE_WORLDS && !constant.isEmpty(); world++) {
            tables.replaceWith(new RandomDataset(random, NOW).generate());
            constant.removeIf(this::hasSeveralValues);
        }
        return constant;
    }

    private boolean hasSeveralValues(String tableAndColumn) {
        int dot = tableAndColumn.indexOf('.');
        return jdbc.sql("SELECT count(DISTINCT %2$s) + max((%2$s IS NULL)::int) > 1 FROM %1$s"
                        .formatted(tableAndColumn.substring(0, dot), tableAndColumn.substring(dot + 1)))
                .query(Boolean.class)
                .single();
    }

    /** Reads page by page in both directions, and between two bounds at any positions. */
    private void walk(Case asked, Random random) {
        List<LegacyOffer> whole = page(asked, LegacyPageRequest.ALL);
        int size = 1 + random.nextInt(20);
        LegacyFeedKey after = null;
        for (int begin = 0; begin <= whole.size(); begin += size) {
            List<LegacyOffer> page = page(asked, new LegacyPageRequest(false, size, after, null));
            assertThat(page).as("%s", asked).isEqualTo(slice(whole, begin, begin + size));
            after = page.isEmpty() ? after : page.get(page.size() - 1).key();
        }
        LegacyFeedKey before = null;
        for (int end = whole.size(); end >= 0; end -= size) {
            List<LegacyOffer> page = page(asked, new LegacyPageRequest(true, size, null, before));
            assertThat(page).as("%s", asked).isEqualTo(slice(whole, end - size, end));
            before = page.isEmpty() ? before : page.get(0).key();
        }
        if (!whole.isEmpty()) {
            between(asked, whole, size, random);
        }
    }

    private void between(Case asked, List<LegacyOffer> whole, int size, Random random) {
        int first = random.nextInt(whole.size());
        int end = random.nextInt(whole.size());
        LegacyFeedKey after = whole.get(first).key();
        LegacyFeedKey before = whole.get(end).key();
        List<LegacyOffer> inside = slice(whole, first + 1, end);
        assertThat(page(asked, new LegacyPageRequest(false, size, after, before)))
                .as("%s", asked)
                .isEqualTo(slice(inside, 0, size));
        assertThat(page(asked, new LegacyPageRequest(true, size, after, before)))
                .as("%s", asked)
                .isEqualTo(slice(inside, inside.size() - size, inside.size()));
        readAfterAMissingKey(asked, whole, after, size);
    }

    /** A key is a position in the order: its offer need not exist any more. */
    private void readAfterAMissingKey(Case asked, List<LegacyOffer> whole, LegacyFeedKey after, int size) {
        UUID id = after.id();
        var gone = new LegacyFeedKey(
                after.at(), new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ Long.MIN_VALUE));
        var place = new FeedKey(gone.at(), gone.id());
        assertThat(page(asked, new LegacyPageRequest(false, size, gone, null)))
                .as("%s", asked)
                .isEqualTo(whole.stream()
                        .filter(offer ->
                                new FeedKey(offer.key().at(), offer.key().id()).compareTo(place) > 0)
                        .limit(size)
                        .toList());
    }

    private List<LegacyOffer> page(Case asked, LegacyPageRequest page) {
        return paths.resolver(asked.user(), asked.filter(), page, asked.now());
    }

    private static <T> List<T> slice(List<T> list, int begin, int end) {
        int from = Math.max(begin, 0);
        return from >= end ? List.of() : list.subList(Math.min(from, list.size()), Math.min(end, list.size()));
    }

    private static final class Generator {
        private final Random random;
        private final RandomDataset worlds;
        private final RandomFilters filters;
        private final Dataset dataset;
        private final List<UUID> users;
        private final List<Instant> edges;

        Generator(Random random) {
            this.random = random;
            this.worlds = new RandomDataset(random, NOW);
            this.filters = new RandomFilters(random, worlds);
            this.dataset = worlds.generate();
            this.users = new ArrayList<>(dataset.users().keySet());
            users.add(worlds.id());
            this.edges = dataset.offers().stream()
                    .flatMap(offer -> Stream.of(offer.from(), offer.until()))
                    .filter(edge -> edge != null)
                    .toList();
        }

        /** Now, an edge of a window, or a microsecond next to one. Never a whole microsecond: every path must truncate it. */
        Instant instant() {
            Instant at = random.nextInt(3) == 0 ? NOW : worlds.oneOf(edges);
            return at.plus(random.nextInt(3) - 1L, ChronoUnit.MICROS).plusNanos(random.nextInt(1_000));
        }

        Case askedAt(Instant now) {
            return new Case(worlds.oneOf(users), filters.nextFilter(dataset), now);
        }
    }
}
