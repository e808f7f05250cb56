package io.eligo.feed;

import static io.eligo.feed.FaultByHand.OFFERS;
import static io.eligo.feed.FaultByHand.OFFERS_OF_FOOD;
import static io.eligo.feed.FaultByHand.OUTLETS;
import static io.eligo.feed.ShadowWorld.DUKA;
import static io.eligo.feed.ShadowWorld.DUKA_SHOP;
import static io.eligo.feed.ShadowWorld.FOR_ALL;
import static io.eligo.feed.ShadowWorld.FOR_REGULARS;
import static io.eligo.feed.ShadowWorld.FOR_VIPS;
import static io.eligo.feed.ShadowWorld.KIOSK_SHOP;
import static io.eligo.feed.ShadowWorld.NEW_OFFER;
import static io.eligo.feed.ShadowWorld.PROGRAM;
import static io.eligo.feed.ShadowWorld.PROMOTION;
import static io.eligo.feed.ShadowWorld.USER;
import static io.eligo.rollout.shadow.OfferDifference.Fault.CACHED_GRANTS;
import static io.eligo.rollout.shadow.OfferDifference.Fault.NODE_CATALOG;
import static io.eligo.rollout.shadow.OfferDifference.Fault.STORED_GRANTS;
import static io.eligo.rollout.shadow.OfferDifference.MISSING_IN_PRECOMPUTED;
import static io.eligo.rollout.shadow.OfferDifference.MISSING_IN_QUERY_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.grants.CachedCopyFixture;
import io.eligo.grants.Grants;
import io.eligo.grants.store.UserGrants;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import io.eligo.rollout.shadow.ShadowCase;
import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.rollout.shadow.WrongAnswer.Confirmation;
import io.eligo.rules.ConditionResult;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Faults put by hand into the grants and the catalogue: the comparison finds each, whichever path serves, and names it. */
@ApiTest
class ShadowFaultsTest {
    private static final UUID SOKO = new UUID(1, 3);
    private static final UUID SOKO_SHOP = new UUID(2, 4);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    @Autowired
    ApiClient apiClient;

    @Autowired
    ShadowFixture shadow;

    @Autowired
    ShadowCases cases;

    @Autowired
    Catalog catalog;

    @Autowired
    Grants grants;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    SettableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    ShadowWorld world;

    @Autowired
    DatasetLoader tables;

    @BeforeEach
    void aWorldWithoutFaults() {
        clock.set(NOW);
        shadow.compareNone();
        world.load();
    }

    @AfterEach
    void endShadow() {
        shadow.compareNone();
    }

    @ParameterizedTest
    @MethodSource("io.eligo.feed.FaultByHand#faults")
    void aFaultIsFoundAndNamed(FaultByHand byHand) {
        world.silently(byHand.sql());
        compare(byHand.read(), true);
        assertNamed(byHand, 1);
        compare(byHand.read(), false);
        assertNamed(byHand, 2);
    }

    @Test
    void withoutAFaultAllReadsAreEqual() {
        for (String read : List.of(OFFERS, OFFERS_OF_FOOD, OUTLETS, "{ offer(id: \"" + PROGRAM + "\") { id } }")) {
            assertThat(outcome(read, true)).isEqualTo("equal");
            assertThat(outcome(read, false)).isEqualTo("equal");
        }
        assertThat(cases.count()).isZero();
    }

    @Test
    void aWrongCopyIsTakenForWhatItIs() {
        cacheFixture.awaitOpen();
        UserGrants correct = grants.getUncached(USER).grants();
        int vips = jdbc.sql("SELECT offer_no FROM offer WHERE id = ?")
                .param(FOR_VIPS)
                .query(Integer.class)
                .single();
        replaceCopy(new UserGrants(new int[0], correct.relations()));
        assertNamed(new FaultByHand("", "", OFFERS, CACHED_GRANTS, FOR_REGULARS, MISSING_IN_PRECOMPUTED), 1);
        int[] more = Stream.concat(Arrays.stream(correct.offerNos()).boxed(), Stream.of(vips))
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
        replaceCopy(new UserGrants(more, correct.relations()));
        assertNamed(new FaultByHand("", "", OFFERS, CACHED_GRANTS, FOR_VIPS, MISSING_IN_QUERY_TIME), 1);
    }

    /** Repeats the read until it has taken the copy: the node trusts copies only while its view of the cache is fresh. */
    private void replaceCopy(UserGrants grants) {
        CachedCopyFixture.replace(cacheFixture, USER, grants);
        Awaitility.await().until(() -> {
            jdbc.sql("DELETE FROM shadow_case").update();
            cacheFixture.awaitOpen();
            compare(OFFERS, true);
            return cases.findNewest(null, 1).stream()
                    .anyMatch(found -> found.finding().confirmation() == Confirmation.CONFIRMED);
        });
    }

    @Test
    void aChangeThatIsPendingIsStaleAndAProcessedOneIsEqual() {
        jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();
        assertThat(outcome(OFFERS, true)).isEqualTo("stale");
        assertThat(outcome(OFFERS, false)).isEqualTo("stale");
        jdbc.sql(FaultByHand.cashback("name = 'Other'", FOR_ALL)).update();
        world.reconcile();
        jdbc.sql("DELETE FROM outbox_event").update();
        assertThat(outcome(OFFERS, true)).as("not yet in the catalogue").isEqualTo("stale");
        catalog.refresh();
        assertThat(outcome(OFFERS, true)).isEqualTo("equal");
        assertThat(cases.count()).isZero();
    }

    /** A pending event of a user does not explain a fault of the catalogue, nor the change of one offer that of another. */
    @Test
    void anotherChangeDoesNotExplainAFault() {
        world.silently(FaultByHand.exclusive("description = 'Other'"));
        jdbc.sql("UPDATE customer_type SET type = 'Infrequent'").update();
        jdbc.sql(FaultByHand.cashback("name = 'Other'", FOR_ALL)).update();
        assertThat(outcome(OFFERS, true)).isEqualTo("wrong");
        OfferDifference difference = newest().finding().differences().get(0);
        assertThat(newest().finding().differences()).hasSize(1);
        assertThat(difference.offer()).isEqualTo(PROMOTION);
        assertThat(difference.faults()).containsExactly(NODE_CATALOG);
    }

    /**
     * A TRUNCATE leaves the reader with a catalogue of which the log cannot tell what it lacks. What it still has of outlets and merchants
     * is older than the tables, and no evidence against a path.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE outlet SET is_active = false WHERE id = '%2$s'",
                "UPDATE outlet SET is_active = false WHERE id = '%2$s'; DELETE FROM payment_point WHERE outlet_id = '%3$s'",
                "UPDATE merchant SET status = 'Suspended' WHERE id = '%4$s'",
                "UPDATE merchant SET status = 'Suspended' WHERE id = '%4$s'; UPDATE cashback_configuration SET merchant_id = '%4$s' WHERE id = '%1$s'",
                "SET LOCAL session_replication_role = replica; DELETE FROM outlet WHERE id = '%2$s'",
                "UPDATE outlet SET merchant_id = '%4$s', name = 'moved' WHERE id = '%2$s'; UPDATE merchant SET status = 'Closed' WHERE id = '%4$s'"
            })
    void changesAfterATruncateAreNoFault(String changes) {
        addSoko();
        jdbc.sql("TRUNCATE offer_outlet").update();
        catalog.refresh();
        inOneTransaction("""
                TRUNCATE offer_outlet;
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Exclusive', '%s'::uuid, id FROM outlet UNION ALL SELECT 'Cashback', '%s', id FROM outlet;
                """.formatted(PROMOTION, FOR_ALL) + changes.formatted(FOR_ALL, KIOSK_SHOP, SOKO_SHOP, SOKO));
        for (String read : List.of(OFFERS, OFFERS_OF_FOOD, OUTLETS)) {
            assertThat(outcome(read, true)).as(read).isIn("stale", "equal");
            assertThat(outcome(read, false)).as(read).isIn("stale", "equal");
        }
        assertThat(outcome(OFFERS, true)).isEqualTo("stale");
        catalog.refresh();
        world.reconcile();
        TableCleaner.empty(jdbc, "outbox_event");
        assertThat(outcome(OFFERS, true)).isEqualTo("equal");
        assertThat(cases.count()).isZero();
    }

    /** The view has the outlets that the merchant had when it had no program. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM payment_point WHERE outlet_id = '%1$s'; DELETE FROM outlet WHERE id = '%1$s'",
                "UPDATE outlet SET merchant_id = '%2$s' WHERE id = '%1$s'",
                "UPDATE outlet SET is_active = false WHERE id = '%1$s'"
            })
    void aProgramOfChangedOutletsAfterATruncateIsNoFault(String changes) {
        addSoko();
        catalog.refresh();
        inOneTransaction("""
                TRUNCATE loyalty_reward;
                %s;
                INSERT INTO loyalty_program (id, merchant_id, name, is_active, review_status, created_at)
                VALUES ('%2$s', '%3$s', 'New', true, 'Approved', '2026-01-01T00:00:00Z');
                INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
                VALUES (gen_random_uuid(), '%2$s', 'All', 'NonCustomer', true, 'Approved');
                INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status)
                VALUES (gen_random_uuid(), '%2$s', 'Cup', true, 'Approved');
                """.formatted(changes.formatted(SOKO_SHOP, DUKA), NEW_OFFER, SOKO));
        assertThat(outcome(OFFERS, true)).isEqualTo("stale");
        assertThat(outcome(OFFERS, false)).isEqualTo("stale");
        assertThat(cases.count()).isZero();
    }

    /** The node keeps the number that it has read: the change is none for it. */
    @Test
    void trailingZerosOfAPercentageAreNoDifference() {
        jdbc.sql("UPDATE cashback_tier SET percentage = percentage + 0.00").update();
        assertThat(jdbc.sql("SELECT min(scale(percentage)) FROM cashback_tier")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        catalog.refresh();
        assertThat(outcome(OFFERS, true)).isEqualTo("equal");
        assertThat(outcome(OFFERS, false)).isEqualTo("equal");
    }

    @Test
    void manyExplainedDifferencesHideNoFault() {
        // Their ids have smaller hash codes than those of the faulty offers: they are looked at first.
        jdbc.sql("""
                INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
                SELECT ('00000000-0000-0003-0000-' || lpad(to_hex(n * 256 + 3), 12, '0'))::uuid,
                    'Unseen', '2026-01-01T00:00:00Z', '2026-12-24T00:00:00Z', true, '{All}', 10, 'Approved'
                FROM generate_series(1, 90) AS n;
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Exclusive', id, '%s' FROM exclusive_offer WHERE name = 'Unseen'
                """.formatted(DUKA_SHOP)).update();
        String read = "{ offers(first: 100) { edges { node { id } } } }";
        assertThat(outcome(read, true)).isEqualTo("stale");
        world.silently("UPDATE user_grants SET offer_nos = '{}'");
        assertThat(outcome(read, true)).isEqualTo("wrong");
        assertThat(newest().finding().differences())
                .extracting(OfferDifference::offer)
                .containsExactlyInAnyOrder(FOR_REGULARS, PROGRAM);
    }

    /** A merchant with two live outlets and without offers. */
    private void addSoko() {
        jdbc.sql("""
                INSERT INTO merchant (id, business_name, status, category) VALUES ('%1$s', 'Soko', 'Active', 'food');
                INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                VALUES ('%2$s', '%1$s', 'Soko 1', true, 'Approved'), (gen_random_uuid(), '%1$s', 'Soko 2', true, 'Approved');
                INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet WHERE merchant_id = '%1$s'
                """.formatted(SOKO, SOKO_SHOP)).update();
    }

    private void inOneTransaction(String sql) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute(sql);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The comparison comes after the repair, and finds both paths equal when it repeats them. */
    @Test
    void aFaultThatHealsWithoutAnEventIsWrong() throws SQLException {
        world.silently("UPDATE user_grants SET offer_nos = '{}'");
        shadow.compareAll(true);
        double finished = shadow.finished();
        double wrong = shadow.count("wrong");
        double timedOut = shadow.dropped("error");
        // Two are compared in snapshots from before the repair, the others in later ones.
        int reads = 4;
        try (Connection lock = lockOffers()) {
            for (int i = 0; i < reads; i++) {
                ask(OFFERS);
            }
            ShadowWorld.silently(
                    lock,
                    "UPDATE user_grants SET offer_nos = ARRAY(SELECT offer_no FROM offer WHERE id IN ('%s', '%s') ORDER BY 1)"
                            .formatted(FOR_REGULARS, PROGRAM));
            lock.commit();
        }
        shadow.awaitFinished(finished + reads);
        // On a busy machine the two may have waited for the lock for too long.
        assertThat(shadow.count("wrong") - wrong + shadow.dropped("error") - timedOut)
                .isEqualTo(reads);
        assertThat(shadow.count("wrong") - wrong).isGreaterThanOrEqualTo(reads - 2);
        assertThat(newest().finding().confirmation()).isEqualTo(Confirmation.HEALED);
        assertThat(newest().finding().differences().get(0).faults()).containsExactly(STORED_GRANTS);
        assertThat(outcome(OFFERS, true)).isEqualTo("equal");
    }

    @Test
    void aSlowDatabaseDelaysNoCallerAndTheOverflowIsDroppedAndCounted() throws SQLException {
        shadow.compareAll(true);
        double finished = shadow.finished();
        double dropped = shadow.dropped("queue_full");
        double compared = shadow.count("equal") + shadow.dropped("error");
        int reads = 250;
        try (Connection lock = lockOffers()) {
            for (int i = 0; i < reads; i++) {
                ask(OFFERS);
            }
            assertThat(shadow.dropped("queue_full") - dropped)
                    .as("beyond the queue of 200 and 2 threads")
                    .isBetween(1.0, reads - 202.0);
            assertThat(jdbc.sql(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                            .query(Integer.class)
                            .single())
                    .as("waiting statements")
                    .isLessThanOrEqualTo(2);
            lock.commit();
        }
        shadow.awaitFinished(finished + reads);
        assertThat(shadow.count("equal") + shadow.dropped("error") - compared)
                .isEqualTo(reads - shadow.dropped("queue_full") + dropped);
    }

    @Test
    void aPageWithManyOutletsIsNotKeptInMemoryForAComparison() {
        shadow.compareNone();
        tables.replaceWithChain(11, 2_000);
        for (boolean precomputed : List.of(true, false)) {
            shadow.compareAll(precomputed);
            double finished = shadow.finished();
            double tooLarge = shadow.dropped("too_large");
            double equal = shadow.count("equal");
            ask("{ offers(first: 10) { edges { node { id } } } }");
            ask("{ offers(first: 11) { edges { node { id } } } }");
            shadow.awaitFinished(finished + 2);
            assertThat(shadow.dropped("too_large") - tooLarge).isEqualTo(1);
            assertThat(shadow.count("equal") - equal).isEqualTo(1);
        }
    }

    /** Shadows wait for it; what serves a precomputed read does not. */
    private Connection lockOffers() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE exclusive_offer IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    private String outcome(String read, boolean precomputed) {
        List<String> outcomes = List.of("equal", "stale", "wrong");
        List<Double> before = outcomes.stream().map(shadow::count).toList();
        compare(read, precomputed);
        for (int i = 0; i < outcomes.size(); i++) {
            if (shadow.count(outcomes.get(i)) > before.get(i)) {
                return outcomes.get(i);
            }
        }
        return "dropped";
    }

    private void compare(String read, boolean precomputed) {
        shadow.compareAll(precomputed);
        double finished = shadow.finished();
        ask(read);
        shadow.awaitFinished(finished + 1);
    }

    private void ask(String read) {
        assertThat(apiClient.execute(USER, read).body().has("errors")).isFalse();
    }

    private void assertNamed(FaultByHand byHand, long seen) {
        ShadowCase found = newest();
        assertThat(found.user()).isEqualTo(USER);
        assertThat(found.seen()).isEqualTo(seen);
        assertThat(found.finding().confirmation()).isEqualTo(Confirmation.CONFIRMED);
        OfferDifference difference = found.finding().differences().stream()
                .filter(one -> byHand.offer().equals(one.offer()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(found.toString()));
        assertThat(difference.fields()).isEqualTo(byHand.fields());
        assertThat(difference.faults())
                .contains(byHand.fault())
                .doesNotContain(Fault.PRECOMPUTED_RESOLVER, Fault.QUERY_TIME_RESOLVER);
        assertThat(difference.correct()).isEqualTo(ResolverPath.QUERY_TIME);
        if (difference.fields().contains(MISSING_IN_PRECOMPUTED)) {
            assertThat(difference.conditions()).isNotEmpty().allMatch(ConditionResult::met);
        }
    }

    private ShadowCase newest() {
        return cases.findNewest(null, 1).stream().findFirst().orElseThrow(() -> new AssertionError("no case"));
    }
}
