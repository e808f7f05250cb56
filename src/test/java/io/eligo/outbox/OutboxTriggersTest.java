package io.eligo.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events and log entries that plain SQL on the source tables causes. */
@EligoTest
class OutboxTriggersTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID SOKO = new UUID(1, 2);
    private static final UUID CASHBACK = new UUID(2, 1);
    private static final UUID PROGRAM = new UUID(2, 2);
    private static final UUID USER = new UUID(3, 1);

    // %1$s and %2$s merchants, %3$s a cashback configuration, %4$s a loyalty program, %5$s a user.
    private static final String WRITES = """
            INSERT INTO public.merchant (id, business_name, status, category) VALUES ('%5$s', 'X', 'Active', 'Food')
            UPDATE public.merchant SET status = 'Closed' WHERE id = '%1$s'
            INSERT INTO public.outlet (id, merchant_id, name, is_active, review_status) VALUES ('%2$s', '%2$s', 'Moi', true, 'Approved')
            INSERT INTO public.payment_point (id, outlet_id, kind, is_active, review_status) VALUES ('%2$s', '%2$s', 'till', true, 'Approved')
            UPDATE public.outlet SET merchant_id = '%2$s' WHERE id = '%1$s'
            UPDATE public.cashback_configuration SET eligible_customer_types = '{Vip}'
            UPDATE public.cashback_tier SET percentage = 6, review_status = 'Approved'
            INSERT INTO public.offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Cashback', '%3$s', '%2$s')
            INSERT INTO public.exclusive_offer (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget) VALUES ('%1$s', '%1$s', 'e', '2026-01-01', '2027-01-01', true, '{New}', 1)
            UPDATE public.exclusive_offer SET merchant_id = '%2$s'
            UPDATE public.loyalty_program SET merchant_id = '%2$s'
            UPDATE public.loyalty_tier SET min_customer_type = 'New'
            INSERT INTO public.loyalty_reward (id, loyalty_program_id, name, is_active) VALUES ('%4$s', '%4$s', 'r', true)
            INSERT INTO public.customer_type (user_id, merchant_id, type) VALUES ('%5$s', '%2$s', 'Vip')
            DELETE FROM public.customer_type WHERE merchant_id = '%1$s'
            DELETE FROM public.loyalty_program
            DELETE FROM public.merchant WHERE id = '%5$s'
            TRUNCATE public.customer_type
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void twoMerchantsAndTheirOffers() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, payment_point, cashback_configuration, cashback_tier, exclusive_offer, loyalty_program, loyalty_tier, loyalty_reward, offer_outlet, customer_type");
        run(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x'), ('%s', 'Soko', 'Active', 'x')"
                        .formatted(DUKA, SOKO));
        run("INSERT INTO outlet (id, merchant_id, name, is_active) VALUES ('%1$s', '%1$s', 'Moi', true)"
                .formatted(DUKA));
        run("INSERT INTO payment_point (id, outlet_id, kind, is_active) VALUES ('%1$s', '%1$s', 'till', true)"
                .formatted(DUKA));
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%s', '%s', 'c', true, '{New}', 100)
                """.formatted(CASHBACK, DUKA));
        run(
                "INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active) VALUES ('%1$s', '%1$s', 't', 5, true)"
                        .formatted(CASHBACK));
        run(
                "INSERT INTO loyalty_program (id, merchant_id, name, is_active, points_issued_limit) VALUES ('%s', '%s', 'l', true, 100)"
                        .formatted(PROGRAM, DUKA));
        run(
                "INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active) VALUES ('%1$s', '%1$s', 't', 'Vip', true)"
                        .formatted(PROGRAM));
        run("INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Cashback', '%s', '%s')"
                .formatted(CASHBACK, DUKA));
        run("INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New')".formatted(USER, DUKA));
        TableCleaner.empty(jdbc, "outbox_event, catalog_change");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'              | offer may revoke
            UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}'          | offer
            UPDATE cashback_configuration SET eligible_customer_types = '{All}'              | offer may revoke
            UPDATE cashback_configuration SET eligible_customer_types = '{}'                 | offer may revoke
            UPDATE cashback_configuration SET merchant_id = '00000000-0000-0001-0000-000000000002' | offer may revoke, offer may revoke
            UPDATE cashback_configuration SET eligible_customer_types = '{New}'              |
            UPDATE cashback_configuration SET name = 'other', is_active = false              |
            UPDATE cashback_configuration SET used_cashback_budget = 99                      |
            UPDATE cashback_configuration SET used_cashback_budget = 100                     |
            DELETE FROM cashback_configuration                                               | offer may revoke
            TRUNCATE cashback_configuration CASCADE                                          | all may revoke
            UPDATE loyalty_tier SET min_customer_type = 'New'                                | offer may revoke
            UPDATE loyalty_tier SET review_status = 'Approved'                               | offer may revoke
            UPDATE loyalty_tier SET name = 'other'                                           |
            DELETE FROM loyalty_tier                                                         | offer may revoke
            DELETE FROM loyalty_program                                                      | offer may revoke
            UPDATE loyalty_program SET merchant_id = NULL                                    | offer may revoke
            UPDATE loyalty_program SET is_active = false                                     |
            UPDATE merchant SET status = 'Closed'                                            |
            UPDATE outlet SET is_active = false                                              |
            UPDATE customer_type SET type = 'Vip'                                            | users may revoke
            UPDATE customer_type SET type = 'New', created_at = now()                        |
            UPDATE customer_type SET merchant_id = '00000000-0000-0001-0000-000000000002'    | users may revoke
            DELETE FROM customer_type                                                        | users may revoke
            DELETE FROM customer_type WHERE type = 'Vip'                                     |
            TRUNCATE customer_type                                                           | all may revoke
            """)
    void writesEventsOnlyIfGrantsMayChange(String write, String events) {
        run(write);
        assertThat(events()).isEqualTo(events == null ? "" : events);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE merchant SET status = 'Closed' WHERE business_name = 'Soko'               | merchant
            UPDATE merchant SET category = 'x'                                               |
            UPDATE outlet SET is_active = false                                              | outlet
            UPDATE payment_point SET deleted_at = now()                                      | outlet
            UPDATE payment_point SET created_at = now()                                      |
            UPDATE cashback_configuration SET used_cashback_budget = 99                      |
            UPDATE cashback_configuration SET used_cashback_budget = 100                     | offer
            UPDATE cashback_configuration SET name = 'other'                                 | offer
            UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'              | offer of audiences
            UPDATE cashback_tier SET percentage = 6                                          | offer
            UPDATE loyalty_program SET points_used_in_period = 99                            |
            UPDATE loyalty_program SET points_used_in_period = 100                           | offer
            UPDATE loyalty_tier SET min_customer_type = 'New'                                | offer of audiences
            DELETE FROM offer_outlet                                                         | offer
            DELETE FROM payment_point                                                        | outlet
            TRUNCATE payment_point                                                           | everything of audiences
            UPDATE customer_type SET type = 'Vip'                                            |
            """)
    void logsRowsThatReadersMustReadAgain(String write, String changes) {
        run(write);
        assertThat(changes()).isEqualTo(changes == null ? "" : changes);
    }

    @Test
    void alsoForReplicatedWriters() {
        run(
                "SET session_replication_role = replica; UPDATE customer_type SET type = 'Vip'; RESET session_replication_role");
        assertThat(events()).isEqualTo("users may revoke");
    }

    /** The statement triggers write the events, not the row triggers, for any number of rows. */
    @Test
    void foldsTheUsersOfAStatementUnderReplicationToo() {
        run("""
                SET session_replication_role = replica;
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT uuid_in(md5(n::text)::cstring), '%s', 'New' FROM generate_series(1, 2500) AS n;
                RESET session_replication_role
                """.formatted(DUKA));
        assertThat(jdbc.sql("SELECT size FROM outbox_event ORDER BY id")
                        .query(Integer.class)
                        .list())
                .isEqualTo(List.of(1000, 1000, 500));
    }

    /**
     * The initial copy of logical replication, pg_dump and careful clients have an empty search path; another
     * client's may contain tables with the same names.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "report, public", "public, pg_catalog, report", "\"$user\", public", "pg_temp, report"})
    void worksWithAnySearchPathOfTheWriter(String path) {
        List<String> expected = leftBehind("public");
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(leftBehind(path)).isEqualTo(expected);
    }

    /**
     * Returns the events and log entries of every kind of write in every table, next to tables of the same names in
     * other schemas, which must stay empty; rolls back afterwards.
     */
    private List<String> leftBehind(String path) {
        return new TransactionTemplate(transactions).execute(status -> {
            status.setRollbackOnly();
            List<String> tables =
                    List.of("outbox_event", "catalog_change", "offer", "offering", "outlet_state", "merchant");
            run("CREATE SCHEMA report");
            run("DO $$BEGIN EXECUTE format('CREATE SCHEMA %I', current_user); END$$");
            for (String table : tables) {
                run("CREATE TABLE report.%1$s (LIKE public.%1$s INCLUDING ALL)".formatted(table));
                if (path.contains("pg_temp")) {
                    run("CREATE TEMP TABLE %1$s (LIKE public.%1$s INCLUDING ALL) ON COMMIT DROP".formatted(table));
                }
                run(
                        "DO $$BEGIN EXECUTE format('CREATE TABLE %%I.%1$s (LIKE public.%1$s INCLUDING ALL)', current_user); END$$"
                                .formatted(table));
            }
            jdbc.sql("SELECT set_config('search_path', ?, true)")
                    .param(path)
                    .query(String.class)
                    .single();
            WRITES.formatted(DUKA, SOKO, CASHBACK, PROGRAM, USER).lines().forEach(this::run);
            run("SET LOCAL search_path = public");
            for (String table : tables) {
                for (String schema : path.contains("pg_temp") ? List.of("report", "pg_temp") : List.of("report")) {
                    assertThat(jdbc.sql("SELECT count(*) FROM %s.%s".formatted(schema, table))
                                    .query(Integer.class)
                                    .single())
                            .as("rows of %s.%s", schema, table)
                            .isZero();
                }
            }
            return jdbc.sql("""
                            SELECT concat_ws(' ', kind, may_revoke, offer_id, merchant_id, users) FROM public.outbox_event
                            UNION ALL SELECT concat_ws(' ', kind, audience, id) FROM public.catalog_change
                            UNION ALL SELECT concat_ws(' ', 'offering', offer_id, outlet_id, is_open, outlet_is_open) FROM public.offering
                            ORDER BY 1
                            """).query(String.class).list();
        });
    }

    /**
     * One statement deletes the old merchant and inserts a new one with its id; its customers' relations are
     * not written.
     */
    @Test
    void aMerchantInsertedAgainWithAnotherNumberCausesEventsForItsCustomers() {
        run("""
                WITH gone AS (DELETE FROM merchant WHERE id = '%s' RETURNING id, business_name, status, category)
                INSERT INTO merchant (id, business_name, status, category) SELECT * FROM gone
                """.formatted(DUKA));
        assertThat(users()).containsExactly(USER);
        assertThat(changes()).isEqualTo("merchant of audiences, merchant of audiences");
    }

    @Test
    void aMerchantReplacedUnderReplicationCausesEventsForItsCustomers() {
        run(
                "SET session_replication_role = replica; DELETE FROM merchant WHERE id = '%s'; RESET session_replication_role"
                        .formatted(DUKA));
        assertThat(users()).containsExactly(USER);
        run("TRUNCATE outbox_event");
        run("""
                SET session_replication_role = replica;
                INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x');
                RESET session_replication_role
                """.formatted(DUKA));
        assertThat(users()).containsExactly(USER);
    }

    /** Each table's rows are captured once, by its statement triggers, whichever table of the statement is written last. */
    @Test
    void aStatementThatWritesSeveralTablesIsCapturedOnceUnderReplication() {
        run("""
                SET session_replication_role = replica;
                WITH written AS (
                    INSERT INTO merchant (id, business_name, status, category) SELECT uuid_in(md5(n::text)::cstring), 'X', 'Active', 'x'
                    FROM generate_series(1, 3) AS n RETURNING id)
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT id, id, 'c', true, '{New}', 100 FROM written;
                RESET session_replication_role
                """);
        assertThat(events()).isEqualTo("offer, offer, offer");
    }

    /** The program does not exist yet when the tiers' trigger runs. */
    @Test
    void aProgramInsertedAfterItsTiersCausesEventsForItsCustomers() {
        UUID program = new UUID(2, 3);
        run("""
                SET session_replication_role = replica;
                INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active) VALUES ('%1$s', '%1$s', 't', 'Vip', true);
                INSERT INTO loyalty_program (id, merchant_id, name, is_active) VALUES ('%1$s', '%2$s', 'l', true);
                RESET session_replication_role
                """.formatted(program, SOKO));
        assertThat(events()).isEqualTo("offer");
    }

    /** Loaders empty tables and fill them again with different statements. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM cashback_configuration | INSERT INTO cashback_configuration TABLE kept | offer may revoke, offer
            TRUNCATE cashback_configuration CASCADE | INSERT INTO cashback_configuration TABLE kept | all may revoke, offer
            DELETE FROM cashback_configuration | INSERT INTO cashback_configuration TABLE kept ON CONFLICT (id) DO UPDATE SET name = 'x' | offer may revoke, offer
            ANALYZE kept | MERGE INTO cashback_configuration c USING kept ON false WHEN NOT MATCHED BY SOURCE THEN DELETE | offer may revoke
            DELETE FROM cashback_configuration | MERGE INTO cashback_configuration c USING kept k ON c.id = k.id WHEN NOT MATCHED THEN INSERT VALUES (k.*) | offer may revoke, offer
            """)
    void offersDeletedAndLoadedAgainCauseEventsForTheirCustomers(String delete, String load, String events) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            run("CREATE TEMP TABLE kept ON COMMIT DROP AS TABLE cashback_configuration");
            run(delete);
            run(
                    load.replace(
                            "(k.*)",
                            "(k.id, k.merchant_id, k.name, k.start_date, k.end_date, k.is_active, k.deleted_at, k.eligible_customer_types,"
                                    + " k.net_cashback_budget, k.used_cashback_budget, k.review_status, DEFAULT, k.created_at)"));
        });
        assertThat(events()).isEqualTo(events);
    }

    @Test
    void aRolledBackChangeLeavesNoEvents() {
        run("BEGIN; UPDATE customer_type SET type = 'Vip'; ROLLBACK");
        assertThat(events()).isEmpty();
    }

    @Test
    void manyUsersOfAStatementAreFoldedByTheThousandInOrder() {
        run("""
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT uuid_in(md5(n::text)::cstring), m, 'New' FROM generate_series(1, 2500) AS n, unnest(ARRAY['%s', '%s']::uuid[]) AS m
                """.formatted(DUKA, SOKO));
        assertThat(jdbc.sql("SELECT size FROM outbox_event ORDER BY id")
                        .query(Integer.class)
                        .list())
                .isEqualTo(List.of(1000, 1000, 500));
        assertThat(jdbc.sql("""
                        SELECT count(*) FROM (SELECT u, lag(u) OVER (ORDER BY id, n) AS before
                                              FROM outbox_event, unnest(users) WITH ORDINALITY AS x(u, n)) AS all_of_them
                        WHERE u <= before
                        """).query(Integer.class).single()).isZero();
    }

    @Test
    void aBroadOfferCausesNoEvents() {
        run("""
                INSERT INTO exclusive_offer (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget)
                SELECT gen_random_uuid(), '%s', 'x', now(), now(), true, a::text[], 1
                FROM unnest(ARRAY['{All}', '{NonCustomer}', '{}', '{All,Vip}', '{NonCustomer,New,Infrequent,Occasional,Regular,Vip}']) AS a
                """.formatted(DUKA));
        assertThat(events()).isEmpty();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }

    private String events() {
        return String.join(
                ", ",
                jdbc.sql(
                                "SELECT kind || CASE WHEN may_revoke THEN ' may revoke' ELSE '' END FROM outbox_event ORDER BY id")
                        .query(String.class)
                        .list());
    }

    private List<UUID> users() {
        return jdbc.sql("SELECT DISTINCT unnest(users) FROM outbox_event")
                .query(UUID.class)
                .list();
    }

    private String changes() {
        return String.join(
                ", ",
                jdbc.sql("SELECT kind || CASE WHEN audience THEN ' of audiences' ELSE '' END FROM catalog_change")
                        .query(String.class)
                        .list());
    }
}
