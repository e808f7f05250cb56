package io.eligo.removal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import io.eligo.servers.TestServers.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.env.MockEnvironment;

/** Databases with and without Eligo, and the command in this process. */
final class RemovalFixture {
    /** Rows for every source table: five merchants with three offers each, one offer for all users, and 300 customers. */
    static final String ROWS = """
            INSERT INTO merchant (id, business_name, status, category)
                SELECT lpad(to_hex(n), 32, '0')::uuid, 'm' || n, 'Active', 'c' FROM generate_series(1, 5) AS n;
            INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                SELECT lpad(to_hex(n + 100), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'o' || n, true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT lpad(to_hex(n + 200), 32, '0')::uuid, lpad(to_hex(n + 100), 32, '0')::uuid, 'till', true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
                SELECT lpad(to_hex(n + 300), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'c' || n, true, '{New,Vip}', 10, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
                SELECT lpad(to_hex(n + 400), 32, '0')::uuid, lpad(to_hex(n + 300), 32, '0')::uuid, 't' || n, n, true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO exclusive_offer (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status)
                SELECT lpad(to_hex(n + 500), 32, '0')::uuid, CASE WHEN n < 6 THEN lpad(to_hex(n), 32, '0')::uuid END, 'x' || n, '2026-01-01Z', '2100-01-01Z', true,
                       CASE WHEN n < 6 THEN '{Regular}' ELSE '{All}' END::text[], 10, 'Approved' FROM generate_series(1, 6) AS n;
            INSERT INTO loyalty_program (id, merchant_id, name, is_active, review_status)
                SELECT lpad(to_hex(n + 600), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'l' || n, true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO loyalty_tier (id, loyalty_program_id, name, min_customer_type, is_active, review_status)
                SELECT lpad(to_hex(n + 700), 32, '0')::uuid, lpad(to_hex(n + 600), 32, '0')::uuid, 't' || n, 'Occasional', true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO loyalty_reward (id, loyalty_program_id, name, is_active, review_status)
                SELECT lpad(to_hex(n + 800), 32, '0')::uuid, lpad(to_hex(n + 600), 32, '0')::uuid, 'r' || n, true, 'Approved' FROM generate_series(1, 5) AS n;
            INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Cashback', lpad(to_hex(n + 300), 32, '0')::uuid, lpad(to_hex(n + 100), 32, '0')::uuid FROM generate_series(1, 5) AS n
                UNION ALL SELECT 'Exclusive', lpad(to_hex(n + 500), 32, '0')::uuid, lpad(to_hex((n - 1) % 5 + 101), 32, '0')::uuid FROM generate_series(1, 6) AS n;
            INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT lpad(to_hex(n + 1000), 32, '0')::uuid, lpad(to_hex(n % 5 + 1), 32, '0')::uuid, ('{New,Infrequent,Occasional,Regular,Vip}'::text[])[n % 7 % 5 + 1]
                FROM generate_series(1, 300) AS n;
            """;

    private RemovalFixture() {}

    static JdbcClient client(Database database) {
        return JdbcClient.create(database.dataSource());
    }

    /** The source tables as ops/source-tables.sql creates them, and nothing else. */
    static Database plainTables() {
        Database database = TestServers.emptyDatabase();
        client(database).sql(readScript()).update();
        return database;
    }

    static String readScript() {
        try {
            return Files.readString(Path.of("ops/source-tables.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void migrate(Database database) {
        var liquibase = new SpringLiquibase();
        liquibase.setDataSource(database.dataSource());
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog("classpath:db-changelog/changelog.yaml");
        try {
            liquibase.afterPropertiesSet();
        } catch (LiquibaseException e) {
            throw new IllegalStateException("migrating " + database.url(), e);
        }
    }

    static String nameOf(Database database) {
        return client(database)
                .sql("SELECT current_database()")
                .query(String.class)
                .single();
    }

    /** Without a terminal. */
    static int remove(Database database, Map<String, String> arguments) {
        return remove(database, null, arguments);
    }

    static int remove(
            Database database, @Nullable UnaryOperator<@Nullable String> terminal, Map<String, String> arguments) {
        var environment = new MockEnvironment()
                .withProperty("spring.datasource.url", database.url())
                .withProperty("spring.datasource.username", database.user())
                .withProperty("spring.datasource.password", database.password());
        return new ConfirmedRemoval(environment, terminal).run(arguments);
    }

    static void removeConfirmed(Database database) {
        assertThat(remove(database, Map.of("confirm", nameOf(database)))).isZero();
    }

    /** Runs a command in a process of its own, which must succeed; returns its last line. */
    static String runProcess(Database database, String... words) {
        EligoProcess process = EligoProcess.start(EligoProcess.environmentFor(database), words);
        assertThat(process.exitCode()).as("%s", process.outputLines()).isZero();
        List<String> lines = process.outputLines();
        return lines.get(lines.size() - 1);
    }

    /**
     * All stored grants and relations, and the offerings from which the SQL view is made, by ids: the numbers are drawn again in each
     * life of the tables.
     */
    static String grants(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT concat_ws(' ',
                            (SELECT count(*) || ' ' || sum(hashtextextended(ROW(user_id,
                                        ARRAY(SELECT o.id FROM unnest(offer_nos) AS n(no) JOIN offer o ON o.offer_no = n.no ORDER BY 1),
                                        ARRAY(SELECT m.id || ' ' || (r.relation & 7) FROM unnest(relations) AS r(relation)
                                              JOIN merchant m ON m.merchant_no = r.relation >> 3 ORDER BY 1))::text, 0)::numeric) FROM user_grants),
                            (SELECT count(*) || ' ' || sum(hashtextextended(ROW(offer_id, outlet_id, merchant_id, outlet_is_open, offer_type,
                                        offer_merchant_id, broad_all, broad_non_customer, valid_from, valid_until, is_open)::text, 0)::numeric) FROM offering),
                            (SELECT count(*) FROM broad_offering))
                        """).query(String.class).single();
    }

    /** The rows of the SQL view; too many for large data. */
    static String viewRows(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT count(*) || ' ' || sum(hashtextextended(ROW(user_id, outlet_id, offer_type, offer_id, merchant_id, valid_from, valid_until)::text, 0)::numeric)
                        FROM user_offer_eligibility
                        """).query(String.class).single();
    }
}
