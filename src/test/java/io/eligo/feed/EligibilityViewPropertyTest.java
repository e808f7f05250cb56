package io.eligo.feed;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Outlet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code user_offer_eligibility} of random datasets, every row and column, against a naive evaluation of docs/rules.md. */
@ApiTest
class EligibilityViewPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    @Autowired
    DatasetLoader tables;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final RandomDataset worlds = new RandomDataset(new Random(seed), NOW);

    /** A row with the columns of the view, without {@code last_updated}. */
    private record Row(
            UUID user,
            UUID outlet,
            String offerType,
            UUID offer,
            UUID merchant,
            boolean eligible,
            Instant from,
            Instant until) {}

    @Test
    void everyRowIsAGrantedOfferAtALiveOutletAndEligibleWhileTheOfferIsLive() {
        compare(12);
    }

    @Test
    @Tag("long")
    void andInManyWorlds() {
        compare(100);
    }

    private void compare(int count) {
        System.out.println("EligibilityViewPropertyTest: -Dseed=" + seed);
        int eligible = 0;
        int others = 0;
        for (int i = 0; i < count; i++) {
            Dataset dataset = worlds.generate();
            tables.replaceWith(dataset);
            Map<UUID, List<Row>> view = view().stream().collect(groupingBy(Row::user));
            assertThat(view.keySet()).as("known users, seed %d", seed).isSubsetOf(known(dataset));
            var naive = new NaiveFeed(dataset, NOW, unfolded(dataset));
            for (UUID user : known(dataset)) {
                List<Row> expected = expected(naive, user);
                assertThat(view.getOrDefault(user, List.of()))
                        .as("seed %d, dataset %d, user %s", seed, i, user)
                        .containsExactlyInAnyOrderElementsOf(expected);
                eligible += (int) expected.stream().filter(Row::eligible).count();
                others += (int) expected.stream().filter(row -> !row.eligible()).count();
            }
        }
        // Otherwise the random data would prove little.
        assertThat(eligible).isGreaterThan(1_000);
        assertThat(others).isGreaterThan(1_000);
    }

    private static List<UUID> known(Dataset dataset) {
        return dataset.users().entrySet().stream()
                .filter(user -> !user.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<Row> expected(NaiveFeed naive, UUID user) {
        return naive.dataset().offers().stream()
                .filter(offer -> naive.granted(offer, user))
                .flatMap(offer -> rows(naive, user, offer))
                .toList();
    }

    private static Stream<Row> rows(NaiveFeed naive, UUID user, Offer offer) {
        boolean live = naive.live(offer);
        return naive.liveOutlets(offer).stream()
                .map(outlet -> new Row(
                        user,
                        outlet.id(),
                        offer.type(),
                        offer.id(),
                        outlet.merchant().id(),
                        live,
                        orOpen(offer.from(), OffsetDateTime.MIN),
                        orOpen(offer.until(), OffsetDateTime.MAX)));
    }

    /** The driver maps infinity to the minimum and maximum of the type. */
    private static Instant orOpen(@Nullable Instant end, OffsetDateTime infinity) {
        return Objects.requireNonNullElseGet(end, infinity::toInstant);
    }

    /** Rows have no order, so folding does not matter. */
    private static Map<String, String> unfolded(Dataset dataset) {
        return dataset.outlets().stream().map(Outlet::name).distinct().collect(toMap(name -> name, name -> name));
    }

    private List<Row> view() {
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> {
            jdbc.sql("SELECT set_config('eligo.now', ?, true)")
                    .param(NOW.toString())
                    .query(String.class)
                    .single();
            return jdbc.sql("SELECT * FROM user_offer_eligibility")
                    .query((row, n) -> new Row(
                            row.getObject("user_id", UUID.class),
                            row.getObject("outlet_id", UUID.class),
                            row.getString("offer_type"),
                            row.getObject("offer_id", UUID.class),
                            row.getObject("merchant_id", UUID.class),
                            row.getBoolean("is_eligible"),
                            row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                            row.getObject("valid_until", OffsetDateTime.class).toInstant()))
                    .list();
        }));
    }
}
