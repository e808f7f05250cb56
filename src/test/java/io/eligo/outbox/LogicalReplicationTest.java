package io.eligo.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.ReplicationPublisher;
import io.eligo.servers.TestServers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Source tables as targets of logical replication: a replicated write leaves the same events, catalogue log and
 * eligibility view tables as a write of an ordinary session.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("io.eligo.servers.ReplicationPublisher#isAvailable")
class LogicalReplicationTest {
    private static final List<String> TABLES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");

    // Ids: the first number is the table, the second the row.
    private static final String ROWS = """
            INSERT INTO merchant (id, business_name, status, category) SELECT id(1, n), 'm' || n, 'Active', 'Food' FROM generate_series(1, 6) AS n;
            INSERT INTO outlet (id, merchant_id, name, is_active, review_status) SELECT id(2, n), id(1, (n + 1) / 2), 'o', true, 'Approved' FROM generate_series(1, 12) AS n;
            INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status) SELECT id(3, n), id(2, n), 'till', true, 'Approved' FROM generate_series(1, 12) AS n;
            INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, used_cashback_budget, review_status)
            SELECT id(4, n), id(1, n), 'c', true, (ARRAY['{New}', '{All}', '{NonCustomer,Vip}'])[1 + n % 3]::text[], 10, 0, 'Approved' FROM generate_series(1, 6) AS n;
            INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status) SELECT id(5, n), id(4, n), 't', 5, true, 'Approved' FROM generate_series(1, 6) AS n;
            INSERT INTO exclusive_offer (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, used_offer_budget, review_status)
            SELECT id(6, n), id(1, nullif(n, 6)), 'e', '2026-01-01', '2027-01-01', true, (ARRAY['{All}', '{New,Vip}'])[1 + n % 2]::text[], 10, 0, 'Approved' FROM generate_series(1, 6) AS n;
            INSERT INTO loyalty_program (id, merchant_id, name, is_active, points_used_in_period, review_status) SELECT id(7, n), id(1, n), 'l', true, 0, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
            SELECT id(8, n), id(7, n), 't', (ARRAY['Vip', 'NonCustomer'])[1 + n % 2], true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status) SELECT id(9, n), id(7, n), 'r', true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Cashback', id(4, n), id(2, o) FROM generate_series(1, 6) AS n, LATERAL (VALUES (2 * n - 1), (2 * n)) AS x(o);
            INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Exclusive', id(6, n), id(2, o) FROM generate_series(1, 6) AS n, LATERAL (VALUES (2 * n - 1), (2 * n)) AS x(o);
            INSERT INTO customer_type (user_id, merchant_id, type) SELECT id(10, u), id(1, m), 'New' FROM generate_series(1, 50) AS u, generate_series(1, 6) AS m;
            """;

    // Executed in order; each statement finds the results of the earlier ones.
    private static final String WRITES = """
            UPDATE merchant SET status = 'Closed' WHERE id = id(1, 1)
            UPDATE merchant SET category = 'x'
            UPDATE merchant SET created_at = '2026-01-01'
            UPDATE outlet SET merchant_id = id(1, 2) WHERE id = id(2, 1)
            INSERT INTO outlet (id, merchant_id, name, is_active) VALUES (id(2, 13), id(1, 1), 'o', true); UPDATE outlet SET id = id(2, 99) WHERE id = id(2, 13)
            UPDATE outlet SET is_active = false WHERE id = id(2, 3)
            UPDATE outlet SET description = repeat('x', 100000)
            UPDATE payment_point SET outlet_id = id(2, 1) WHERE id = id(3, 2)
            UPDATE payment_point SET id = id(3, 99) WHERE id = id(3, 2)
            UPDATE payment_point SET deleted_at = now() WHERE id = id(3, 5)
            DELETE FROM payment_point WHERE id = id(3, 1)
            UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'
            UPDATE cashback_configuration SET merchant_id = id(1, 3) WHERE id = id(4, 4)
            UPDATE cashback_configuration SET used_cashback_budget = 9
            UPDATE cashback_configuration SET used_cashback_budget = 10 WHERE id = id(4, 1)
            UPDATE cashback_tier SET is_active = false WHERE id = id(5, 1)
            UPDATE cashback_tier SET cashback_configuration_id = id(4, 2) WHERE id = id(5, 1)
            DELETE FROM cashback_tier WHERE id = id(5, 2)
            UPDATE exclusive_offer SET merchant_id = id(1, 5) WHERE id = id(6, 1)
            UPDATE exclusive_offer SET review_status = 'Rejected', eligible_customer_types = '{New}' WHERE id = id(6, 3)
            UPDATE loyalty_program SET merchant_id = NULL WHERE id = id(7, 1)
            UPDATE loyalty_program SET merchant_id = id(1, 6) WHERE id = id(7, 1)
            UPDATE loyalty_tier SET min_customer_type = 'New'
            UPDATE loyalty_tier SET loyalty_program_id = id(7, 2) WHERE id = id(8, 1)
            DELETE FROM loyalty_tier WHERE id = id(8, 1)
            INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status) VALUES (id(8, 9), id(7, 1), 't', 'New', true, 'Approved')
            DELETE FROM loyalty_reward WHERE id = id(9, 2)
            UPDATE loyalty_reward SET id = id(9, 99) WHERE id = id(9, 1)
            DELETE FROM offer_outlet WHERE outlet_id = id(2, 1)
            UPDATE offer_outlet SET outlet_id = id(2, 1) WHERE offer_id = id(6, 6) AND outlet_id = id(2, 11)
            UPDATE customer_type SET type = 'Vip' WHERE user_id = id(10, 1)
            UPDATE customer_type SET created_at = '2026-01-01'
            UPDATE customer_type SET user_id = id(10, 99) WHERE user_id = id(10, 1)
            DELETE FROM customer_type WHERE user_id = id(10, 2)
            DELETE FROM offer_outlet; DELETE FROM payment_point; DELETE FROM outlet
            DELETE FROM loyalty_reward; DELETE FROM loyalty_tier; DELETE FROM loyalty_program
            DELETE FROM offer_outlet; DELETE FROM cashback_tier; DELETE FROM cashback_configuration; DELETE FROM exclusive_offer
            BEGIN; DELETE FROM customer_type WHERE user_id = id(10, 1); SAVEPOINT a; DELETE FROM customer_type WHERE user_id = id(10, 2); ROLLBACK TO a; DELETE FROM customer_type WHERE user_id = id(10, 3); COMMIT
            TRUNCATE customer_type
            TRUNCATE payment_point
            TRUNCATE offer_outlet, loyalty_tier
            """;

    private static final String EMPTY = "TRUNCATE " + String.join(", ", TABLES);

    private static final String STATE = """
            SELECT concat_ws(' ', 'offer', id, offer_type, merchant_id, broad_all, broad_non_customer, min_level, is_open, merchant_no IS NULL) FROM offer
            UNION ALL SELECT concat_ws(' ', 'outlet', outlet_id, merchant_id, is_open) FROM outlet_state
            UNION ALL SELECT concat_ws(' ', 'offering', offer_id, outlet_id, merchant_id, outlet_is_open, offer_merchant_id, broad_all, is_open) FROM offering
            UNION ALL SELECT concat_ws(' ', 'broad', offer_id, outlet_id, is_open, excluded_merchant_no IS NULL) FROM broad_offering
            ORDER BY 1
            """;
    private static final String EVENTS = """
            SELECT DISTINCT concat_ws(' ', kind, offer_id, merchant_id, u) FROM outbox_event LEFT JOIN LATERAL unnest(users) AS u ON true ORDER BY 1
            """;
    private static final String CHANGES =
            "SELECT concat_ws(' ', kind, id, bool_or(audience)) FROM catalog_change GROUP BY kind, id ORDER BY 1";

    private final JdbcClient jdbc =
            JdbcClient.create(TestServers.migratedDatabase().dataSource());
    private final JdbcClient ordinary =
            JdbcClient.create(TestServers.migratedDatabase().dataSource());
    private ReplicationPublisher server;

    @BeforeAll
    void connect() throws InterruptedException {
        server = new ReplicationPublisher(jdbc, TABLES);
        for (JdbcClient each : List.of(jdbc, ordinary, server.publisher())) {
            each.sql("""
                    CREATE FUNCTION id(a bigint, b bigint) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT
                    RETURN format('00000000-0000-%s-0000-%s', lpad(a::text, 4, '0'), lpad(b::text, 12, '0'))::uuid
                    """).update();
        }
        server.publisher().sql(ROWS).update();
        ordinary.sql(ROWS).update();
        server.subscribe();
        assertSame("the initial copy");
    }

    @AfterAll
    void disconnect() {
        server.close();
    }

    @BeforeEach
    void sameRowsAgain() throws InterruptedException {
        write(EMPTY);
        write(ROWS);
        server.awaitApplied();
        forget();
    }

    @Test
    void tablesEmptiedAndFilledAgain() throws InterruptedException {
        write("TRUNCATE " + String.join(", ", TABLES));
        assertSame("tables emptied");
        write(ROWS);
        assertSame("and filled again");
    }

    @Test
    void leavesWhatAnOrdinaryWriterLeaves() throws InterruptedException {
        for (String writes : WRITES.lines().toList()) {
            write(writes);
            assertSame(writes);
        }
    }

    @Test
    void deletedAndLoadedAgainWithTheSameIds() throws InterruptedException {
        String reload = "BEGIN; " + deleteAll() + ROWS + "COMMIT";
        write(reload);
        assertSame(reload);
        write(deleteAll());
        assertSame("everything deleted");
        write(ROWS);
        assertSame("and loaded again, in transactions of their own");
    }

    /** Foreign keys are not checked under replication, and the publisher has none. */
    @Test
    void childrenComeBeforeTheirParents() throws InterruptedException {
        write(deleteAll());
        server.awaitApplied();
        forget();
        List<String> statements = new ArrayList<>(List.of(ROWS.strip().split(";\n?")));
        Collections.reverse(statements);
        statements.forEach(statement -> server.publisher().sql(statement).update());
        ordinary.sql(ROWS).update();
        server.awaitApplied();
        assertThat(state(jdbc)).isEqualTo(state(ordinary));
        assertThat(list(jdbc, CHANGES)).containsAll(list(ordinary, CHANGES));
        assertThat(list(jdbc, EVENTS)).containsAll(list(ordinary, EVENTS));
    }

    /** Rejected in an ordinary session; a replicated write cannot be rejected any more. */
    @Test
    void aMerchantAndOffersGetOtherIds() throws InterruptedException {
        server.publisher()
                .sql("UPDATE merchant SET id = id(1, 99) WHERE id = id(1, 1)")
                .update();
        server.publisher()
                .sql("UPDATE exclusive_offer SET id = id(6, 99) WHERE id = id(6, 1)")
                .update();
        server.publisher()
                .sql("UPDATE loyalty_program SET id = id(7, 99) WHERE id = id(7, 2)")
                .update();
        server.awaitApplied();
        assertThat(jdbc.sql("SELECT repair_eligibility_view()")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(list(jdbc, "SELECT id::text FROM offer ORDER BY 1")).isEqualTo(list(jdbc, """
                SELECT id::text FROM cashback_configuration UNION ALL SELECT id::text FROM exclusive_offer UNION ALL SELECT id::text FROM loyalty_program ORDER BY 1
                """));
        assertThat(list(jdbc, CHANGES))
                .containsAll(List.of(
                        "merchant " + id(1, 1) + " t",
                        "merchant " + id(1, 99) + " t",
                        "offer " + id(6, 1) + " t",
                        "offer " + id(6, 99) + " t",
                        "offer " + id(7, 2) + " t",
                        "offer " + id(7, 99) + " t"));
        assertThat(list(jdbc, "SELECT DISTINCT unnest(users)::text FROM outbox_event"))
                .hasSize(50);
        assertThat(list(jdbc, "SELECT offer_id::text FROM outbox_event WHERE kind = 'offer'"))
                .contains(id(6, 1).toString(), id(6, 99).toString(), id(7, 2).toString());
    }

    /** The transaction is streamed before it ends and applied in parallel with others. */
    @Test
    void foldsTheUsersOfABigTransaction() throws InterruptedException {
        String many =
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT id(11, n), id(1, 1), 'Vip' FROM generate_series(%d, %d) AS n; ";
        write("BEGIN; " + many.formatted(1, 9_000) + "SAVEPOINT a; " + many.formatted(9_001, 12_000)
                + "ROLLBACK TO a; SAVEPOINT b; " + many.formatted(12_001, 20_000) + "COMMIT");
        assertSame("a big transaction");
        assertThat(jdbc.sql("SELECT count(*) FROM outbox_event")
                        .query(Integer.class)
                        .single())
                .isLessThan(100);
        assertThat(server.publisher()
                        .sql("SELECT stream_txns FROM pg_stat_replication_slots")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    private void write(String writes) {
        server.publisher().sql(writes).update();
        ordinary.sql(writes).update();
    }

    /** Compares both databases, then empties their outbox and log. */
    private void assertSame(String what) throws InterruptedException {
        server.awaitApplied();
        assertThat(list(jdbc, EVENTS)).as("events of %s", what).isEqualTo(list(ordinary, EVENTS));
        assertThat(list(jdbc, CHANGES)).as("log of %s", what).isEqualTo(list(ordinary, CHANGES));
        assertThat(state(jdbc)).as("state after %s", what).isEqualTo(state(ordinary));
        assertThat(jdbc.sql("SELECT repair_eligibility_view()")
                        .query(Integer.class)
                        .single())
                .as("repaired after %s", what)
                .isZero();
        forget();
    }

    private void forget() {
        jdbc.sql("TRUNCATE outbox_event, catalog_change").update();
        ordinary.sql("TRUNCATE outbox_event, catalog_change").update();
    }

    private static String deleteAll() {
        List<String> childrenFirst = new ArrayList<>(TABLES);
        Collections.reverse(childrenFirst);
        return childrenFirst.stream().map("DELETE FROM %s; "::formatted).collect(Collectors.joining());
    }

    private static List<String> state(JdbcClient database) {
        return list(database, STATE);
    }

    private static List<String> list(JdbcClient database, String query) {
        return database.sql(query).query(String.class).list();
    }

    private static UUID id(int table, int row) {
        return UUID.fromString("00000000-0000-%04d-0000-%012d".formatted(table, row));
    }
}
