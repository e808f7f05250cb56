package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.CorruptRows.Column;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.legacy.LegacyPageRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

/** No row that PostgreSQL accepts stops the catalogue, the audience index or the events of other users. */
@ApiTest
@TestPropertySource(properties = "test.database=without-constraints")
class CorruptRowsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID VIP = new UUID(9, 1);
    private static final UUID CONTROL = DatasetFixtures.id(2);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    FourWayComparison paths;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    Catalog catalog;

    @Autowired
    MeterRegistry meters;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private CorruptRows odd;

    @BeforeEach
    void aSmallWorld() {
        odd = new CorruptRows(jdbc, transactions, new Random(seed));
        odd.dropConstraints();
        clock.set(NOW);
        tables.replaceWith(DatasetFixtures.of(
                Map.of(VIP, Map.of(DatasetFixtures.MERCHANT.id(), "Vip")),
                DatasetFixtures.cashback(1, NOW.minusSeconds(60), "New", "Vip"),
                DatasetFixtures.cashback(2, NOW.minusSeconds(50), "All"),
                DatasetFixtures.cashback(3, NOW.minusSeconds(40), "NonCustomer", "New"),
                DatasetFixtures.program(4, "Regular")));
        jdbc.sql("""
                INSERT INTO exclusive_offer (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
                SELECT '%s', merchant_id, 'x', '2026-01-01', '2027-01-01', true, '{Vip}', 1, 'Approved' FROM cashback_configuration LIMIT 1
                """.formatted(DatasetFixtures.id(5))).update();
        jdbc.sql("INSERT INTO offer_outlet SELECT 'Exclusive', '%s', id FROM outlet".formatted(DatasetFixtures.id(5)))
                .update();
        worker.drain();
        catalog.refresh();
    }

    @Test
    void anAudienceOfTwoDimensionsIsLeftOutUntilItIsMended() {
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(4);
        audience(1, "{{New,Vip}}");
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(3);
        assertThat(unreadable("cashback_configuration")).isEqualTo(1);
        audience(1, "[2:3]={New,Vip}");
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(4);
        assertThat(unreadable("cashback_configuration")).isZero();
    }

    @Test
    void whatRefersToARowThatIsNotThereIsLeftOut() {
        withoutForeignKeys("DELETE FROM outlet WHERE id = '%s'"
                .formatted(DatasetFixtures.OUTLETS.get(0).id()));
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(4);
        assertThat(unreadable("offer_outlet")).isEqualTo(4);
        assertThat(unreadable("payment_point")).isEqualTo(1);
        withoutForeignKeys("DELETE FROM loyalty_program");
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(3);
        assertThat(unreadable("loyalty_tier")).isEqualTo(1);
        withoutForeignKeys("INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New')"
                .formatted(VIP, DatasetFixtures.id(700)));
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(3);
        assertThat(unreadable("customer_type")).isEqualTo(1);
        jdbc.sql("INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'late', 'Active', 'x')")
                .param(DatasetFixtures.id(700))
                .update();
        assertThatOtherEventsAreProcessed();
        assertThat(unreadable("customer_type")).isZero();
    }

    /** The index of audiences does not read names: a tier that counts there only would hide the program from those it is granted to. */
    @ParameterizedTest
    @ValueSource(strings = {"repeat('long ', 60000)", "NULL"})
    void aLoyaltyTierCountsWhateverItsName(String name) {
        jdbc.sql("""
                INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
                SELECT gen_random_uuid(), id, %s, 'NonCustomer', true, 'Approved' FROM loyalty_program
                """.formatted(name)).update();
        assertThatOtherEventsAreProcessed();
        for (UUID user : List.of(VIP, new UUID(9, 2))) {
            assertThat(paths.graphQlIds(user)).contains(DatasetFixtures.id(4));
            assertThat(paths.graphQlIds(user))
                    .containsExactlyInAnyOrderElementsOf(
                            paths.resolver(user, Filter.NONE, LegacyPageRequest.ALL, NOW).stream()
                                    .map(offer -> offer.key().id())
                                    .toList());
        }
    }

    @Test
    void aPercentageOfThousandsOfDecimalsIsLeftOutUntilItIsMended() {
        percentageOfFirstOffer("('0.' || repeat('3', 16000))::numeric");
        assertThatOtherEventsAreProcessed();
        assertThat(unreadable("cashback_tier")).isEqualTo(1);
        percentageOfFirstOffer("('0.' || repeat('3', 999))::numeric");
        assertThatOtherEventsAreProcessed();
        assertThat(unreadable("cashback_tier")).isZero();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            cashback_configuration | net_cashback_budget = 1e1000
            cashback_configuration | net_cashback_budget = net_cashback_budget + concat('0.', repeat('0', 1001))::numeric
            cashback_configuration | used_cashback_budget = concat('0.', repeat('0', 1001))::numeric
            exclusive_offer        | net_offer_budget = 1e1000
            exclusive_offer        | used_offer_budget = concat('0.', repeat('0', 1001))::numeric
            loyalty_program        | points_issued_limit = 1e1000
            loyalty_program        | points_issued_limit = concat('9.', repeat('0', 1001))::numeric
            loyalty_program        | points_used_in_period = concat('0.', repeat('0', 1001))::numeric
            cashback_tier          | percentage = percentage + concat('0.', repeat('0', 1001))::numeric
            """)
    void aNumberThatBecomesUnreadableLeavesTheOfferOutAtOnce(String table, String change) {
        Set<UUID> before = paths.graphQlIds(VIP);
        jdbc.sql("CREATE TABLE kept AS TABLE " + table).update();
        try {
            jdbc.sql("UPDATE %s SET %s".formatted(table, change)).update();
            assertThatOtherEventsAreProcessed();
            compareWithResolver(change);
            assertThat(paths.graphQlIds(VIP)).hasSizeLessThan(before.size());
            String column = change.substring(0, change.indexOf(' '));
            jdbc.sql("UPDATE %1$s SET %2$s = kept.%2$s FROM kept WHERE kept.id = %1$s.id".formatted(table, column))
                    .update();
            assertThatOtherEventsAreProcessed();
            compareWithResolver(change);
            assertThat(paths.graphQlIds(VIP)).isEqualTo(before);
        } finally {
            jdbc.sql("DROP TABLE kept").update();
        }
    }

    private void percentageOfFirstOffer(String sql) {
        jdbc.sql("UPDATE cashback_tier SET percentage = " + sql + " WHERE cashback_configuration_id = ?")
                .param(DatasetFixtures.id(1))
                .update();
    }

    /** The third letter of every customer type is different, so a word can be mistaken for another by it. */
    @Test
    void aCustomerTypeWithAnUnknownWordIsNoCustomerTypeUntilItIsMended() {
        jdbc.sql("UPDATE customer_type SET type = 'Vop' WHERE user_id = ?")
                .param(VIP)
                .update();
        assertThatOtherEventsAreProcessed();
        assertThat(grantedOffers(VIP)).isZero();
        assertThat(paths.graphQlIds(VIP)).containsExactlyInAnyOrder(CONTROL, DatasetFixtures.id(3));
        compareWithResolver("word Vop");
        // Patches the rows of the merchant's customers for this offer alone.
        audience(1, "{Vip}");
        assertThatOtherEventsAreProcessed();
        assertThat(grantedOffers(VIP)).isZero();
        assertThat(paths.graphQlIds(VIP)).containsExactlyInAnyOrder(CONTROL, DatasetFixtures.id(3));
        compareWithResolver("word Vop");
        jdbc.sql("UPDATE customer_type SET type = 'Vip' WHERE user_id = ?")
                .param(VIP)
                .update();
        assertThatOtherEventsAreProcessed();
        assertThat(grantedOffers(VIP)).isEqualTo(3);
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(4);
    }

    @Test
    void twoProgramsOfOneMerchantAreShown() {
        withoutForeignKeys("""
                INSERT INTO loyalty_program (id, merchant_id, name, is_active, review_status)
                SELECT gen_random_uuid(), merchant_id, 'second', true, 'Approved' FROM loyalty_program
                """);
        jdbc.sql("""
                INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
                SELECT gen_random_uuid(), id, 't', 'Vip', true, 'Approved' FROM loyalty_program WHERE name = 'second'
                """).update();
        jdbc.sql("""
                INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status)
                SELECT gen_random_uuid(), id, 'r', true, 'Approved' FROM loyalty_program WHERE name = 'second'
                """).update();
        assertThatOtherEventsAreProcessed();
        assertThat(paths.assertAgreement(VIP, NOW)).isEqualTo(5);
    }

    /** Parsing one of these numbers takes about a second. */
    @Test
    @Timeout(60)
    void numbersOfAHundredThousandDigitsDoNotDelayTheCatalogue() {
        jdbc.sql("""
                        INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
                        SELECT gen_random_uuid(), merchant_id, 'many digits', true, '{All}', repeat('9', 131072)::numeric, 'Approved'
                        FROM cashback_configuration, generate_series(1, 100) WHERE id = ?
                        """).param(CONTROL).update();
        for (int i = 0; i < 8; i++) {
            jdbc.sql("UPDATE cashback_configuration SET is_active = NOT is_active WHERE id = ?")
                    .param(CONTROL)
                    .update();
            assertThat(liveAfterRefresh(CONTROL)).isEqualTo(isActive(CONTROL));
        }
        compareWithResolver("many digits");
    }

    @Test
    void someOddRowsOfEachColumn() {
        addOddRows(2, 1);
    }

    @Test
    @Tag("long")
    void aThousandOddRowsOfEachColumn() {
        addOddRows(1_000, 10);
    }

    /** @param rowsPerRefresh rows that are added before the catalogue follows and a switch of an offer has to be visible */
    private void addOddRows(int each, int rowsPerRefresh) {
        System.out.println("CorruptRowsTest: -Dseed=" + seed);
        int accepted = 0;
        long longest = 0;
        int columns = 0;
        for (Column column : odd.columns()) {
            for (int i = 1; i <= each; i++) {
                accepted += odd.add(column) ? 1 : 0;
                if (i % rowsPerRefresh == 0) {
                    longest = Math.max(longest, switchAndRefresh(column));
                }
            }
            if (columns++ % 8 == 0 || each > 100) {
                assertThatOtherEventsAreProcessed();
                compareWithResolver("%s, seed %d".formatted(column, seed));
            }
        }
        assertThatOtherEventsAreProcessed();
        compareWithResolver("seed %d".formatted(seed));
        System.out.printf(
                "CorruptRowsTest: %d corrupt rows, the longest refresh took %d ms%n", accepted, longest / 1_000_000);
        assertThat(accepted).isGreaterThan(each * 40);
    }

    /** The nanoseconds until the switch was visible. */
    private long switchAndRefresh(Column column) {
        jdbc.sql("UPDATE cashback_configuration SET is_active = NOT is_active WHERE id = ?")
                .param(CONTROL)
                .update();
        long began = System.nanoTime();
        boolean live = liveAfterRefresh(CONTROL);
        assertThat(live).as("%s, seed %d", column, seed).isEqualTo(isActive(CONTROL));
        return System.nanoTime() - began;
    }

    /** Both leave out the same rows. */
    private void compareWithResolver(String when) {
        Set<UUID> resolver = paths.resolver(VIP, Filter.NONE, LegacyPageRequest.ALL, NOW).stream()
                .map(offer -> offer.key().id())
                .collect(Collectors.toSet());
        Set<UUID> shown = paths.graphQlIds(VIP);
        assertThat(shown).as(() -> when + ": " + describeVip()).isEqualTo(resolver);
    }

    /** What decides whether an offer that the resolver shows is in the feed. */
    private String describeVip() {
        return jdbc.sql("SELECT g::text FROM user_grants g WHERE user_id = ?")
                        .param(VIP)
                        .query(String.class)
                        .list()
                + " stored; offers in the catalogue: "
                + IntStream.rangeClosed(1, 5)
                        .mapToObj(id -> catalog.current().snapshot().offer(DatasetFixtures.id(id)))
                        .filter(Objects::nonNull)
                        .map(offer -> offer.offer() + " live in " + offer.livePeriod())
                        .toList()
                + "; shown again a second later: " + shownLater();
    }

    private Set<UUID> shownLater() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return paths.graphQlIds(VIP);
    }

    private boolean liveAfterRefresh(UUID offer) {
        CatalogOffer known = catalog.refresh().snapshot().offer(offer);
        return known != null && known.livePeriod() != null && known.livePeriod().contains(NOW);
    }

    private boolean isActive(UUID offer) {
        return jdbc.sql("SELECT is_active FROM cashback_configuration WHERE id = ?")
                .param(offer)
                .query(Boolean.class)
                .single();
    }

    /** The catalogue is refreshed, and an event of another user is processed at once. */
    private void assertThatOtherEventsAreProcessed() {
        UUID user = UUID.randomUUID();
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip')")
                .params(user, DatasetFixtures.MERCHANT.id())
                .update();
        worker.drain();
        assertThat(jdbc.sql("SELECT kind || coalesce(error, '') FROM outbox_event")
                        .query(String.class)
                        .list())
                .isEmpty();
        assertThat(grantedOffers(user)).isPositive();
        catalog.refresh();
    }

    private int grantedOffers(UUID user) {
        return jdbc.sql("SELECT cardinality(offer_nos) FROM user_grants WHERE user_id = ?")
                .param(user)
                .query(Integer.class)
                .single();
    }

    private void audience(int offer, String audience) {
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = ?::text[] WHERE id = ?")
                .params(audience, DatasetFixtures.id(offer))
                .update();
    }

    private void withoutForeignKeys(String statement) {
        jdbc.sql(
                        "DO $$ BEGIN SET LOCAL session_replication_role = replica; %s; SET LOCAL session_replication_role = origin; END $$"
                                .formatted(statement))
                .update();
    }

    private double unreadable(String table) {
        return Objects.requireNonNull(meters.get("eligibility.unreadable.rows")
                        .tag("table", table)
                        .gauge())
                .value();
    }
}
