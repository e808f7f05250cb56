package io.eligo.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.sqlview.EligibilityViewRepair;
import io.eligo.jobs.JobRunner;
import io.eligo.legacy.LegacyFilter;
import io.eligo.legacy.LegacyPageRequest;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables that {@code user_offer_eligibility} reads, maintained by triggers under concurrent
 * writers of the sources.
 */
@EligoTest
class EligibilityViewTablesTest {
    private static final int WRITERS = 4;
    private static final int TRANSACTIONS = 60;
    private static final List<String> PARTS =
            List.of("cashback_tier", "loyalty_tier", "loyalty_reward", "payment_point", "outlet");
    private static final List<String> AUDIENCES = List.of("{All}", "{Vip}", "{NonCustomer,New}");
    private static final List<String> STATUSES = List.of("Active", "Active", "Suspended");
    private static final List<String> PARENTS =
            List.of("merchant", "outlet", "cashback_configuration", "exclusive_offer", "loyalty_program");
    private static final String STATE = """
            SELECT string_agg(t, chr(10) ORDER BY t) FROM (
                SELECT o::text AS t FROM offer o UNION ALL SELECT o::text FROM offering o
                UNION ALL SELECT b::text FROM broad_offering b UNION ALL SELECT s::text FROM outlet_state s) AS x
            """;
    private static final String ORPHANS = """
            SELECT count(*) FROM user_offer_eligibility v
            WHERE NOT EXISTS (SELECT FROM outlet o JOIN merchant m ON m.id = o.merchant_id WHERE o.id = v.outlet_id AND m.id = v.merchant_id AND m.status = 'Active')
               OR NOT EXISTS (SELECT FROM cashback_configuration c JOIN merchant m ON m.id = c.merchant_id WHERE c.id = v.offer_id
                              UNION ALL SELECT FROM exclusive_offer e LEFT JOIN merchant m ON m.id = e.merchant_id
                                        WHERE e.id = v.offer_id AND (e.merchant_id IS NULL OR m.id IS NOT NULL)
                              UNION ALL SELECT FROM loyalty_program p JOIN merchant m ON m.id = p.merchant_id WHERE p.id = v.offer_id)
            """;
    private static final String EMPTY_CATALOG =
            "TRUNCATE merchant, outlet, cashback_configuration, exclusive_offer, loyalty_program, customer_type, user_grants CASCADE";
    private static final String DEADLOCK = "40P01";
    private static final String SECOND_PROGRAM = "23P01";
    private static final Pattern LOOKS = Pattern.compile("user_grants u \\(actual rows=[\\d.]+ loops=(\\d+)\\)");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    EligibilityViewRepair viewTables;

    @Autowired
    JobRunner jobs;

    @Autowired
    QueryTimeResolver legacy;

    @Autowired
    PlatformTransactionManager transactions;

    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);

    @BeforeEach
    void demo() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, offer, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program");
        var size = Map.of("users", "300", "merchants", "6", "offers", "60");
        assertThat(jobs.run("demo-data", size).isCompleted()).isTrue();
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /**
     * A session keeps plans that were made while the tables were small. Autovacuum, which would replace them, comes later than a
     * second load.
     */
    @Test
    @Timeout(240)
    void aSessionWithPlansForSmallTablesChangesLargeOnes() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '60s'");
            statement.execute(EMPTY_CATALOG);
            statement.execute("VACUUM ANALYZE offer, offering, broad_offering, outlet_state");
            for (int i = 0; i < 7; i++) {
                load(statement, 2, 2);
                statement.execute("UPDATE cashback_configuration SET is_active = NOT is_active");
                statement.execute("UPDATE outlet SET is_active = NOT is_active");
                statement.execute("DELETE FROM offer_outlet");
                statement.execute(EMPTY_CATALOG);
            }
            load(statement, 120, 300);
            statement.execute("UPDATE cashback_configuration SET is_active = NOT is_active");
            statement.execute("UPDATE outlet SET is_active = NOT is_active");
            statement.execute(
                    "DELETE FROM offer_outlet WHERE outlet_id IN (SELECT id FROM outlet ORDER BY id LIMIT 150)");
            statement.execute(EMPTY_CATALOG);
            statement.execute("RESET statement_timeout");
        }
        assertThat(number("SELECT count(*) FROM broad_offering")).isZero();
    }

    /** Offers for all users, each at all outlets. */
    private static void load(Statement statement, int offers, int outlets) throws SQLException {
        statement.execute("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'");
        statement.execute("""
                INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                SELECT gen_random_uuid(), id, 'o', true, 'Approved' FROM merchant, generate_series(1, %d)
                """.formatted(outlets));
        statement.execute("""
                INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet
                """);
        statement.execute("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT gen_random_uuid(), id, 'c', true, '{All}', 1 FROM merchant, generate_series(1, %d)
                """.formatted(offers));
        statement.execute(
                "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Cashback', c.id, o.id FROM cashback_configuration c, outlet o");
    }

    @Test
    void needsNoRepairAfterABulkLoad() {
        assertThat(viewTables.repair()).isZero();
        assertThat(number("SELECT count(*) FROM broad_offering")).isPositive();
        assertThat(number("SELECT count(*) FROM offer WHERE is_open")).isPositive();
    }

    @Test
    void isCorrectAfterConcurrentWriters() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EligibilityViewTablesTest: -Dseed=" + seed);
        List<Future<Integer>> writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> threads.submit((Callable<Integer>) () -> write(new Random(seed + writer))))
                .toList();
        int committed = 0;
        for (Future<Integer> writer : writers) {
            committed += writer.get();
        }
        assertThat(committed).isGreaterThan(WRITERS * TRANSACTIONS / 4);
        assertThat(viewTables.repair()).isZero();
    }

    /** Neither transaction sees the other's change of a payment point; the outlet closes all the same. */
    @Test
    void anOutletClosesWhenTwoTransactionsCloseItsLastTwoPoints() throws Exception {
        String outlet = text("SELECT outlet_id::text FROM outlet_state WHERE is_open LIMIT 1");
        jdbc.sql("DELETE FROM payment_point WHERE outlet_id = ?::uuid")
                .param(outlet)
                .update();
        for (String kind : List.of("till", "paybill")) {
            jdbc.sql("INSERT INTO payment_point VALUES (gen_random_uuid(), ?::uuid, ?, true, NULL, 'Approved')")
                    .params(outlet, kind)
                    .update();
        }
        assertThat(open(outlet)).isTrue();
        String close =
                "UPDATE payment_point SET is_active = false WHERE outlet_id = '%s' AND kind = ".formatted(outlet);
        Future<Integer> other;
        try (Connection first = database.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.executeUpdate(close + "'till'");
            other = threads.submit(() -> jdbc.sql(close + "'paybill'").update());
            waitForALock(other);
            first.commit();
            first.setAutoCommit(true);
        }
        other.get();
        assertThat(open(outlet)).isFalse();
        assertThat(number("SELECT count(*) FROM offering WHERE outlet_is_open AND outlet_id = '%s'".formatted(outlet)))
                .isZero();
        assertThat(viewTables.repair()).isZero();
    }

    @Test
    void repairsAndCountsDirectChanges() {
        jdbc.sql("UPDATE offer SET is_open = NOT is_open WHERE offer_no = (SELECT min(offer_no) FROM offer)")
                .update();
        jdbc.sql("DELETE FROM offering WHERE outlet_id = (SELECT min(outlet_id::text)::uuid FROM offering)")
                .update();
        jdbc.sql(
                        "UPDATE broad_offering SET is_open = NOT is_open WHERE outlet_id = (SELECT max(outlet_id::text)::uuid FROM broad_offering)")
                .update();
        assertThat(viewTables.repair()).isEqualTo(3);
        assertThat(viewTables.repair()).isZero();
    }

    @Test
    void aRebuildRepairsThemAndADryRunDoesNot() {
        jdbc.sql("UPDATE offer SET is_open = NOT is_open WHERE offer_no = (SELECT min(offer_no) FROM offer)")
                .update();
        jdbc.sql("UPDATE catalog_change SET first_seen_at = now() - interval '2 hours'")
                .update();
        jdbc.sql("INSERT INTO truncated_source (source) VALUES ('merchant')").update();
        String logs = "SELECT (SELECT count(*) FROM catalog_change) + (SELECT count(*) FROM truncated_source)";
        String damaged = text(STATE);
        int logged = number(logs);

        assertThat(jobs.run("full-rebuild", Map.of("dry-run", "true")).isCompleted())
                .isTrue();
        assertThat(text(STATE)).isEqualTo(damaged);
        assertThat(number(logs)).isEqualTo(logged);

        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(text(STATE)).isNotEqualTo(damaged);
        assertThat(number(logs)).isLessThan(logged);
        assertThat(viewTables.repair()).isZero();
    }

    @Test
    void followsTruncate() {
        jdbc.sql("TRUNCATE payment_point").update();
        assertThat(number("SELECT count(*) FROM outlet_state WHERE is_open")).isZero();
        assertThat(number("SELECT count(*) FROM broad_offering")).isZero();
        jdbc.sql("TRUNCATE loyalty_reward, cashback_tier").update();
        assertThat(number("SELECT count(*) FROM offer WHERE is_open AND offer_type <> 'Exclusive'"))
                .isZero();
        jdbc.sql("TRUNCATE offer_outlet").update();
        assertThat(number("SELECT count(*) FROM offering WHERE offer_type <> 'Loyalty'"))
                .isZero();
        jdbc.sql("TRUNCATE outlet CASCADE").update();
        assertThat(number("SELECT count(*) FROM offering")).isZero();
        assertThat(viewTables.repair()).isZero();
    }

    @Test
    void followsTheStatusOfTheMerchant() {
        String merchant = text("SELECT merchant_id::text FROM broad_offering LIMIT 1");
        jdbc.sql("UPDATE merchant SET status = 'Suspended' WHERE id = ?::uuid")
                .param(merchant)
                .update();
        String rows = "SELECT count(*) FROM user_offer_eligibility WHERE merchant_id = '%s'".formatted(merchant);
        assertThat(number(rows)).isZero();
        assertThat(viewTables.repair()).isZero();
        jdbc.sql("UPDATE merchant SET status = 'Active' WHERE id = ?::uuid")
                .param(merchant)
                .update();
        assertThat(number(rows)).isPositive();
        assertThat(viewTables.repair()).isZero();
    }

    @Test
    void writesNoRowForSpendingThatStaysWithinTheBudget() {
        String rows = "SELECT md5(string_agg(%1$s.ctid::text || %1$s.xmin, ',' ORDER BY %1$s.ctid)) FROM %1$s";
        List<String> tables = List.of("offer", "offering", "broad_offering");
        List<String> before = tables.stream().map(t -> text(rows.formatted(t))).toList();
        int spent = jdbc.sql(
                        "UPDATE exclusive_offer SET used_offer_budget = used_offer_budget + (net_offer_budget - used_offer_budget) / 2, name = name || '!' WHERE used_offer_budget < net_offer_budget")
                .update();
        assertThat(spent).isPositive();
        assertThat(tables.stream().map(t -> text(rows.formatted(t))).toList()).isEqualTo(before);
    }

    /** Foreign keys do not cascade in replication mode; remaining offerings would still be granted. */
    @Test
    void removesOfferingsUnderReplicationToo() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.executeUpdate("DELETE FROM exclusive_offer");
            statement.execute("RESET session_replication_role");
        }
        assertThat(number("SELECT count(*) FROM offering WHERE offer_type = 'Exclusive'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM broad_offering WHERE offer_type = 'Exclusive'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM broad_offering")).isPositive();
    }

    /**
     * Foreign keys are not checked in replication mode: parents are deleted before their children, inserted after
     * them, or never inserted again.
     */
    @Test
    void leavesOutOrphansUntilTheirParentIsInserted() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("EligibilityViewTablesTest: -Dseed=" + seed);
        var random = new Random(seed);
        List<UUID> users = jdbc.sql("SELECT user_id FROM user_grants ORDER BY user_id LIMIT 20")
                .query(UUID.class)
                .list();
        for (int round = 0; round < 5; round++) {
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                jdbc.sql("SET LOCAL session_replication_role = replica").update();
                String before = text(STATE);
                for (String parent : PARENTS) {
                    jdbc.sql("CREATE TEMP TABLE kept_%1$s ON COMMIT DROP AS TABLE %1$s".formatted(parent))
                            .update();
                }
                for (String parent : PARENTS) {
                    jdbc.sql("DELETE FROM %s WHERE %s".formatted(parent, some("id", random)))
                            .update();
                    jdbc.sql("DELETE FROM %s WHERE %s".formatted(parent, some("id", random)))
                            .update();
                }
                assertThat(viewTables.repair()).isZero();
                assertThat(number(ORPHANS)).isZero();
                for (UUID user : users) {
                    assertThat(legacy.findFeed(user, LegacyFilter.NONE, LegacyPageRequest.ALL, Instant.now()))
                            .allSatisfy(offer -> assertThat(number(
                                            "SELECT count(*) FROM outlet JOIN merchant m ON m.id = merchant_id WHERE outlet.id IN ('%s')"
                                                    .formatted(Objects.requireNonNull(offer.outlets()).stream()
                                                            .map(outlet ->
                                                                    outlet.id().toString())
                                                            .collect(Collectors.joining("','")))))
                                    .isEqualTo(Objects.requireNonNull(offer.outlets())
                                            .size()));
                }
                var comeBack = new ArrayList<>(PARENTS);
                Collections.shuffle(comeBack, random);
                for (String parent : comeBack) {
                    jdbc.sql(
                                    "INSERT INTO %1$s SELECT * FROM kept_%1$s k WHERE NOT EXISTS (SELECT FROM %1$s t WHERE t.id = k.id)"
                                            .formatted(parent))
                            .update();
                }
                assertThat(viewTables.repair()).isZero();
                assertThat(text(STATE)).isEqualTo(before);
            });
        }
    }

    /**
     * Both transactions hold the merchant's shared lock: the one that inserts an outlet still sees the pair that the
     * other is removing.
     */
    @Test
    void aNewOutletDoesNotRestoreTheProgramsOfAnOutletThatMoves() throws Exception {
        String program = "SELECT %s::text FROM offering WHERE offer_type = 'Loyalty' ORDER BY outlet_id LIMIT 1";
        String leaving = text(program.formatted("outlet_id"));
        String merchant = text(program.formatted("merchant_id"));
        Future<Integer> other;
        try (Connection first = database.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.executeUpdate(
                    "UPDATE outlet SET merchant_id = (SELECT id FROM merchant WHERE id <> '%s' LIMIT 1) WHERE id = '%s'"
                            .formatted(merchant, leaving));
            other = threads.submit(() -> jdbc.sql(
                            "INSERT INTO outlet VALUES (gen_random_uuid(), ?::uuid, 'coming', NULL, true, 'Approved')")
                    .param(merchant)
                    .update());
            waitForALock(other);
            first.commit();
            first.setAutoCommit(true);
        }
        other.get();
        assertThat(viewTables.repair()).isZero();
    }

    /** Neither transaction sees the other's row; the lock on their merchant serialises them. */
    @Test
    void aProgramIsOfferedAtAnOutletInsertedConcurrently() throws Exception {
        String merchant = text("SELECT id::text FROM merchant WHERE status = 'Active' LIMIT 1");
        jdbc.sql("DELETE FROM loyalty_program WHERE merchant_id = ?::uuid")
                .param(merchant)
                .update();
        Future<Integer> other;
        try (Connection first = database.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.executeUpdate(
                    "INSERT INTO outlet VALUES (gen_random_uuid(), '%s', 'beside', NULL, true, 'Approved')"
                            .formatted(merchant));
            other = threads.submit(() -> jdbc.sql(
                            "INSERT INTO loyalty_program (id, merchant_id, name, is_active) VALUES (gen_random_uuid(), ?::uuid, 'l', true)")
                    .param(merchant)
                    .update());
            waitForALock(other);
            first.commit();
            first.setAutoCommit(true);
        }
        other.get();
        assertThat(number("SELECT count(*) FROM offering JOIN outlet t ON t.id = outlet_id WHERE t.name = 'beside'"))
                .isOne();
        assertThat(viewTables.repair()).isZero();
    }

    /** A query for one targeted offer reads the rows of that merchant's customers and no other user's arrays. */
    @Test
    void readsOnlyTheArraysOfTheMerchantsCustomers() {
        String offer = text("""
                SELECT offer_id::text FROM offering
                WHERE NOT broad_all AND NOT broad_non_customer AND offer_type <> 'Loyalty' AND outlet_is_open AND offer_merchant_id = merchant_id LIMIT 1
                """);
        int customers = number("SELECT count(*) FROM customer_type JOIN offer o USING (merchant_id) WHERE o.id = '%s'"
                .formatted(offer));
        String plan = String.join(
                "\n",
                jdbc.sql("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF)"
                                + " SELECT * FROM user_offer_eligibility WHERE offer_id = '%s'".formatted(offer))
                        .query(String.class)
                        .list());
        int looks = LOOKS.matcher(plan)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
        assertThat(looks).as(plan).isBetween(1, customers);
        assertThat(plan).contains("user_grants g (never executed)").doesNotContain("unnest");
    }

    /**
     * Makes two changes per transaction and rolls some back. A transaction that a deadlock or a constraint aborts has
     * changed nothing.
     */
    private int write(Random random) throws SQLException {
        int committed = 0;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    statement.executeUpdate(change(random));
                    statement.executeUpdate(change(random));
                    if (random.nextInt(4) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                        committed++;
                    }
                } catch (SQLException e) {
                    if (!List.of(DEADLOCK, SECOND_PROGRAM).contains(e.getSQLState())) {
                        throw e;
                    }
                    connection.rollback();
                }
            }
            connection.setAutoCommit(true);
        }
        return committed;
    }

    private static String change(Random random) {
        return switch (random.nextInt(12)) {
            case 0 ->
                "UPDATE exclusive_offer SET used_offer_budget = net_offer_budget * %d / 2 WHERE %s"
                        .formatted(random.nextInt(3), some("id", random));
            case 1 ->
                "UPDATE cashback_configuration SET eligible_customer_types = '%s', is_active = NOT is_active WHERE %s"
                        .formatted(AUDIENCES.get(random.nextInt(AUDIENCES.size())), some("id", random));
            case 2 -> "DELETE FROM payment_point WHERE " + some("id", random);
            case 3 ->
                "INSERT INTO payment_point SELECT gen_random_uuid(), id, 'till', true, NULL, 'Approved' FROM outlet WHERE "
                        + some("id", random);
            case 4 -> "DELETE FROM offer_outlet WHERE " + some("outlet_id", random);
            case 5 ->
                "INSERT INTO offer_outlet SELECT offer_type, f.id, t.id FROM offer f, outlet t WHERE offer_type <> 'Loyalty' AND %s AND %s ON CONFLICT DO NOTHING"
                        .formatted(some("f.id", random), some("t.id", random));
            case 6 ->
                "UPDATE merchant SET status = '%s' WHERE %s"
                        .formatted(STATUSES.get(random.nextInt(STATUSES.size())), some("id", random));
            case 7 ->
                "UPDATE outlet SET merchant_id = (SELECT min(id::text)::uuid FROM merchant WHERE %s) WHERE %s AND EXISTS (SELECT FROM merchant WHERE %1$s)"
                        .formatted(some("merchant.id", random), some("id", random));
            case 8 ->
                "INSERT INTO outlet SELECT gen_random_uuid(), id, 'new', NULL, true, 'Approved' FROM merchant WHERE "
                        + some("id", random);
            case 9 ->
                "WITH away AS (SELECT min(id::text)::uuid AS id FROM merchant m WHERE NOT EXISTS (SELECT FROM loyalty_program p WHERE p.merchant_id = m.id AND deleted_at IS NULL)) UPDATE loyalty_program p SET merchant_id = away.id FROM away WHERE p.merchant_id IS NOT NULL AND p.id = (SELECT min(id::text)::uuid FROM loyalty_program WHERE %s)"
                        .formatted(some("id", random));
            default ->
                "UPDATE %s SET is_active = NOT is_active WHERE %s"
                        .formatted(PARTS.get(random.nextInt(PARTS.size())), some("id", random));
        };
    }

    private void waitForALock(Future<?> other) throws InterruptedException {
        while (!other.isDone() && number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == 0) {
            Thread.sleep(5);
        }
    }

    private static String some(String id, Random random) {
        return "%s::text LIKE '%x%%'".formatted(id, random.nextInt(16));
    }

    private boolean open(String outlet) {
        return jdbc.sql("SELECT is_open FROM outlet_state WHERE outlet_id = ?::uuid")
                .param(outlet)
                .query(Boolean.class)
                .single();
    }

    private String text(String query) {
        return jdbc.sql(query).query(String.class).single();
    }

    private int number(String query) {
        return jdbc.sql(query).query(Integer.class).single();
    }
}
