package io.eligo.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.feed.DatasetFixtures;
import io.eligo.feed.DatasetLoader;
import io.eligo.outbox.FreshnessToken;
import io.eligo.rules.Offer;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares the readers' catalogue refreshed from the log with one read from the tables. */
@EligoTest
class CatalogRefreshTest {
    private static final int CHANGES = 400;

    @Autowired
    Catalog catalog;

    @Autowired
    AudienceIndexCache audienceIndexCache;

    @Autowired
    CatalogTables tables;

    @Autowired
    AudienceIndexVerifier audienceIndexVerifier;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    DatasetLoader datasets;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeEach
    void someMerchantsAndOffers() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, payment_point, cashback_configuration, cashback_tier, exclusive_offer, loyalty_program, loyalty_tier, loyalty_reward, offer_outlet, customer_type, user_grants");
        for (int i = 0; i < 6; i++) {
            run(
                    "INSERT INTO merchant (id, business_name, status, category) VALUES (gen_random_uuid(), 'm', 'Active', 'x')");
        }
        for (int i = 0; i < 60; i++) {
            change();
        }
    }

    @Test
    void aRefreshEqualsAFullReadAfterAnyChange() {
        System.out.println("CatalogRefreshTest: -Dseed=" + seed);
        catalog.refresh();
        audienceIndexCache.current();
        for (int i = 0; i < CHANGES; i++) {
            for (int j = random.nextInt(3); j >= 0; j--) {
                change();
            }
            assertSame(catalog.refresh());
        }
        assertThat(catalog.current().snapshot().size()).isGreaterThan(20);
    }

    @Test
    void changesCommittedOutOfOrderAreSeenOnceDespiteAnIdleTransaction() throws SQLException {
        catalog.refresh();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        try (Connection slow = database.getConnection();
                Connection idle = database.getConnection()) {
            idle.setAutoCommit(false);
            idle.createStatement().execute("SELECT pg_current_xact_id()");
            slow.setAutoCommit(false);
            slow.createStatement().execute(exclusive(first));
            run(exclusive(second));
            CatalogView between = catalog.refresh();
            assertThat(between.snapshot().offer(first)).isNull();
            assertThat(between.snapshot().offer(second)).isNotNull();
            run("UPDATE exclusive_offer SET name = 'again' WHERE id = '%s'".formatted(second));
            assertThat(nameOf(second)).isEqualTo("again");
            slow.commit();
            assertThat(catalog.refresh().snapshot().offer(first)).isNotNull();
            idle.rollback();
        }
        assertSame(catalog.refresh());
    }

    /** TRUNCATE does not respect snapshots: without care the table appears empty in the snapshot that the catalogue is read in. */
    @ParameterizedTest
    @CsvSource({"cashback_tier, cashback_configuration", "offer_outlet, cashback_configuration", "payment_point, outlet"
    })
    void aTableThatIsReloadedWhileTheCatalogueIsReadIsNotEmpty(String reloaded, String changed) throws Exception {
        Instant now = Instant.now();
        datasets.replaceWith(DatasetFixtures.twoOffersForAllUsers(now.minusSeconds(60)));
        assertThat(countLive(catalog.refresh(), now)).isEqualTo(2);
        run("UPDATE %s SET name = 'new'".formatted(changed));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection loader = database.getConnection()) {
            loader.setAutoCommit(false);
            try (var statement = loader.createStatement()) {
                statement.execute("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM " + reloaded);
                statement.execute("TRUNCATE " + reloaded);
                statement.execute("INSERT INTO %s SELECT * FROM kept".formatted(reloaded));
                Future<CatalogView> refreshed = threads.submit(catalog::refresh);
                await().until(() -> isWaitedFor(reloaded));
                loader.commit();
                assertThat(countLive(refreshed.get(), now)).isEqualTo(2);
            }
        } finally {
            threads.shutdown();
        }
        assertSame(catalog.refresh());
    }

    private boolean isWaitedFor(String table) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = ?::regclass)")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    private static long countLive(CatalogView view, Instant now) {
        CatalogSnapshot snapshot = view.snapshot();
        return IntStream.range(0, snapshot.size())
                .filter(snapshot.liveOffers(now)::isLive)
                .count();
    }

    @Test
    void aTokenIsIncludedAfterItsTransactionEndedAndTheCatalogueWasRefreshed() throws SQLException {
        FreshnessToken token;
        try (Connection slow = database.getConnection()) {
            slow.setAutoCommit(false);
            var answer = slow.createStatement().executeQuery("SELECT 'v1.' || pg_current_xact_id()");
            answer.next();
            token = FreshnessToken.parse(answer.getString(1));
            assertThat(catalog.refresh().includes(token)).isFalse();
            slow.commit();
        }
        assertThat(catalog.current().includes(token)).isFalse();
        assertThat(catalog.refresh().includes(token)).isTrue();
    }

    /** As on a machine that has slept: its own clock does not show the time that has passed. */
    @Test
    void changesPrunedBeforeTheyWereSeenAreRead() {
        for (String forget : List.of(
                "UPDATE catalog_change SET first_seen_at = now() - interval '2 hours'",
                "DELETE FROM catalog_change",
                "TRUNCATE catalog_change")) {
            catalog.refresh();
            audienceIndexCache.current();
            for (int i = 0; i < 20; i++) {
                change();
            }
            run(forget);
            catalog.pruneLog();
            // A later change must not hide that an earlier one is missing.
            change();
            assertSame(catalog.refresh());
            audienceIndexVerifier.assertMatchesFullRead("%s, seed %d".formatted(forget, seed));
        }
    }

    @Test
    void aPrunedLogCanBeFollowedDuringAnIdleTransaction() throws SQLException {
        try (Connection idle = database.getConnection()) {
            idle.setAutoCommit(false);
            idle.createStatement().execute("SELECT pg_current_xact_id()");
            change();
            catalog.refresh();
            run("UPDATE catalog_change SET first_seen_at = now() - interval '2 hours'");
            catalog.pruneLog();
            CatalogView view = catalog.refresh();
            change();
            assertThat(catalog.refresh().loadedAt()).isEqualTo(view.loadedAt());
            idle.rollback();
        }
        assertSame(catalog.refresh());
    }

    @Test
    void aRolledBackChangeIsInNoIndex() {
        audienceIndexCache.current();
        // Forces a new compilation.
        run("TRUNCATE catalog_change");
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            for (int i = 0; i < 20; i++) {
                changeIfAllowed();
            }
            audienceIndexCache.current();
            status.setRollbackOnly();
        });
        audienceIndexVerifier.assertMatchesFullRead("seed " + seed);
    }

    @Test
    void truncatedTablesAreReadCompletely() {
        catalog.refresh();
        run("TRUNCATE exclusive_offer, cashback_tier");
        assertSame(catalog.refresh());
    }

    @Test
    void theAudienceIndexFollowsTheLog() {
        audienceIndexCache.current();
        for (int i = 0; i < CHANGES; i++) {
            change();
            audienceIndexVerifier.assertMatchesFullRead("seed %d".formatted(seed));
        }
    }

    private String nameOf(UUID offer) {
        return Objects.requireNonNull(catalog.refresh().snapshot().offer(offer))
                .offer()
                .name();
    }

    private void assertSame(CatalogView view) {
        CatalogContents rows = CatalogContents.read(tables);
        assertThat(view.rows().merchants()).as("seed %d", seed).isEqualTo(rows.merchants());
        assertThat(view.rows().unreadable()).as("seed %d", seed).isEqualTo(rows.unreadable());
        assertThat(view.rows().outlets()).as("seed %d", seed).isEqualTo(rows.outlets());
        assertThat(described(view.rows())).as("seed %d", seed).isEqualTo(described(rows));
        CatalogSnapshot anew = CatalogSnapshot.of(rows);
        CatalogSnapshot known = view.snapshot();
        Instant now = Instant.now();
        assertThat(described(known, now)).as("seed %d", seed).isEqualTo(described(anew, now));
    }

    /** An offer's outlets are in any order; they are the last component that it prints. */
    private static Map<UUID, Object> described(CatalogContents rows) {
        return rows.offers().values().stream()
                .collect(Collectors.toMap(
                        Offer::id,
                        offer ->
                                List.of(offer.toString().replaceAll(", outlets=.*", ""), Set.copyOf(offer.outlets()))));
    }

    private List<Object> described(CatalogSnapshot snapshot, Instant now) {
        var all = new ArrayList<Object>();
        for (int position = 0; position < snapshot.size(); position++) {
            CatalogOffer offer = snapshot.offer(position);
            all.add(List.of(
                    offer.offer().id(),
                    offer.key(),
                    offer.grantedTypes(),
                    offer.liveOutlets(),
                    snapshot.liveOutlets(position).boxed().toList(),
                    snapshot.liveOffers(now).isLive(position),
                    snapshot.findPositions(new int[] {offer.offer().no()})[0]));
        }
        for (int position = 0; position < snapshot.outlets(); position++) {
            all.add(snapshot.outletKey(position));
            all.add(snapshot.findOffersAtOutlet(position).sorted().boxed().toList());
            all.add(chosen(
                    snapshot,
                    snapshot.all().withOutlet(snapshot.outlet(position).id())));
        }
        for (OfferType type : OfferType.values()) {
            all.add(chosen(snapshot, snapshot.all().withType(type)));
        }
        jdbc.sql("SELECT id FROM merchant ORDER BY id")
                .query(UUID.class)
                .list()
                .forEach(merchant -> all.add(chosen(snapshot, snapshot.all().withMerchant(merchant))));
        all.add(chosen(snapshot, snapshot.all().withCategory("x")));
        all.add(chosen(snapshot, snapshot.all().withPercentageBetween(new BigDecimal("2.5"), new BigDecimal("5"))));
        for (String text : List.of("other", "cafe", "ca", "e")) {
            all.add(chosen(snapshot, snapshot.all().withText(text)));
        }
        return all;
    }

    private static List<Integer> chosen(CatalogSnapshot snapshot, OfferSelection selection) {
        return IntStream.range(0, snapshot.size())
                .filter(selection::contains)
                .boxed()
                .toList();
    }

    /**
     * A random change within a transaction. PostgreSQL checks the foreign keys of a row that the same transaction has inserted again at
     * each update, so it refuses a change if the row's merchant has been deleted meanwhile without its rows.
     */
    private void changeIfAllowed() {
        var savepoint = new TransactionTemplate(transactions);
        savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        try {
            savepoint.executeWithoutResult(status -> change());
        } catch (DataIntegrityViolationException e) {
            // The savepoint has undone this change only.
        }
    }

    /** A random change by any client. */
    private void change() {
        String one = "ORDER BY md5(%s || '%d') LIMIT 1".formatted("%s", random.nextInt());
        String merchant = "(SELECT id FROM merchant %s)".formatted(one.formatted("id::text"));
        String outlet = "(SELECT id FROM outlet %s)".formatted(one.formatted("id::text"));
        String cashback = "(SELECT id FROM cashback_configuration %s)".formatted(one.formatted("id::text"));
        String program = "(SELECT id FROM loyalty_program %s)".formatted(one.formatted("id::text"));
        String flag = random.nextInt(4) == 0 ? "false" : "true";
        String name = List.of("one", "other", "Café").get(random.nextInt(3));
        String audience = List.of("{All}", "{New}", "{Vip,Regular}", "{NonCustomer,New}", "{}")
                .get(random.nextInt(5));
        run(
                switch (random.nextInt(25)) {
                    case 0 ->
                        "UPDATE merchant SET status = '%s' WHERE id = %s"
                                .formatted(random.nextBoolean() ? "Active" : "Closed", merchant);
                    case 1 ->
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (gen_random_uuid(), '%s', 'Active', 'x')"
                                .formatted(name);
                    case 2, 3 ->
                        "INSERT INTO outlet (id, merchant_id, name, is_active, review_status) SELECT gen_random_uuid(), %s, '%s', %s, 'Approved'"
                                .formatted(merchant, name, flag);
                    case 4 ->
                        "UPDATE outlet SET is_active = %s, name = '%s' WHERE id = %s".formatted(flag, name, outlet);
                    case 5 -> "UPDATE outlet SET merchant_id = %s WHERE id = %s".formatted(merchant, outlet);
                    case 6 -> "DELETE FROM outlet WHERE id = %s".formatted(outlet);
                    case 7, 8 ->
                        "INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status) SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet WHERE id = %s"
                                .formatted(outlet);
                    case 9 -> "UPDATE payment_point SET is_active = %s WHERE outlet_id = %s".formatted(flag, outlet);
                    case 10, 11 -> """
                            INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
                            SELECT gen_random_uuid(), %s, '%s', %s, '%s', 100, 'Approved'
                            """.formatted(merchant, name, flag, audience);
                    case 12 ->
                        "UPDATE cashback_configuration SET merchant_id = %s, eligible_customer_types = '%s' WHERE id = %s"
                                .formatted(merchant, audience, cashback);
                    case 13 ->
                        "UPDATE cashback_configuration SET used_cashback_budget = %d WHERE id = %s"
                                .formatted(random.nextBoolean() ? 0 : 110, cashback);
                    case 14 -> "DELETE FROM cashback_configuration WHERE id = %s".formatted(cashback);
                    case 15 ->
                        "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Cashback', c.id, o.id FROM cashback_configuration c, outlet o WHERE c.id = %s AND o.id = %s ON CONFLICT DO NOTHING"
                                .formatted(cashback, outlet);
                    case 16 ->
                        "INSERT INTO loyalty_program (id, merchant_id, name, is_active, review_status) SELECT gen_random_uuid(), m.id, '%s', true, 'Approved' FROM merchant m WHERE m.id = %s AND NOT EXISTS (SELECT FROM loyalty_program p WHERE p.merchant_id = m.id AND deleted_at IS NULL)"
                                .formatted(name, merchant);
                    case 17 ->
                        "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) SELECT gen_random_uuid(), id, '%s', 'New', %s, 'Approved' FROM loyalty_program WHERE id = %s"
                                .formatted(name, flag, program);
                    case 18 ->
                        "UPDATE loyalty_tier SET min_customer_type = '%s', is_active = %s WHERE loyalty_program_id = %s"
                                .formatted(random.nextBoolean() ? "Vip" : "NonCustomer", flag, program);
                    case 19 ->
                        "INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status) SELECT gen_random_uuid(), id, '%s', %s, true, 'Approved' FROM cashback_configuration WHERE id = %s"
                                .formatted(name, random.nextBoolean() ? "2.50" : "7", cashback);
                    case 20 ->
                        "UPDATE cashback_configuration SET name = '%s', start_date = now() - interval '%d hours' WHERE id = %s"
                                .formatted(name, random.nextInt(9), cashback);
                    case 23 -> merchantReplacement(one.formatted("id::text"));
                    case 24 -> orphan(one.formatted("id::text"));
                    case 21 -> replacement(one.formatted("id::text"));
                    default -> exclusive(UUID.randomUUID());
                });
    }

    /**
     * Deletes a row and inserts it again with its id, as clients that copy tables do; the row then has
     * another number.
     */
    private static String replacement(String one) {
        return """
                DO $$ DECLARE c cashback_configuration; BEGIN
                    SELECT * INTO c FROM cashback_configuration WHERE merchant_id IN (SELECT id FROM merchant) %s;
                    IF FOUND THEN
                        DELETE FROM cashback_configuration WHERE id = c.id;
                        c.offer_no := nextval('offer_no_seq');
                        INSERT INTO cashback_configuration SELECT c.*;
                    END IF;
                END $$""".formatted(one);
    }

    /** Replaces a merchant whose outlets and offers stay: foreign keys are switched off. */
    private static String merchantReplacement(String one) {
        return """
                DO $$ DECLARE m merchant; BEGIN
                    SELECT * INTO m FROM merchant %s;
                    SET LOCAL session_replication_role = replica;
                    DELETE FROM merchant WHERE id = m.id;
                    m.merchant_no := nextval('merchant_no_seq');
                    INSERT INTO merchant SELECT m.*;
                    SET LOCAL session_replication_role = origin;
                END $$""".formatted(one);
    }

    /** Deletes an outlet or a merchant; rows that refer to it stay. */
    private String orphan(String one) {
        String table = random.nextInt(3) == 0 ? "merchant" : "outlet";
        return """
                DO $$ BEGIN
                    SET LOCAL session_replication_role = replica;
                    DELETE FROM %1$s WHERE id = (SELECT id FROM %1$s %2$s) AND (SELECT count(*) > 3 FROM %1$s);
                    SET LOCAL session_replication_role = origin;
                END $$""".formatted(table, one);
    }

    private String exclusive(UUID id) {
        return """
                INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
                VALUES ('%s', 'x', now(), now() + interval '1 day', true, '{All}', 1, 'Approved')
                """.formatted(id);
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
