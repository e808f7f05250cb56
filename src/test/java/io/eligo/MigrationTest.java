package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {
    private static final TestServers.Database DATABASE = TestServers.emptyDatabase();
    private static final String MERCHANT_ID = "'00000000-0000-0000-0000-00000000000a'";
    private static final String OTHER_ID = "'00000000-0000-0000-0000-00000000000b'";

    private final JdbcClient jdbc = JdbcClient.create(DATABASE.dataSource());

    @Test
    void goesUpAndDownAndUpAgain() throws Exception {
        TestServers.Database database = TestServers.emptyDatabase();
        JdbcClient fresh = JdbcClient.create(database.dataSource());
        List<String> empty = listObjects(fresh);
        migrate(database, liquibase -> liquibase.update(""));
        List<String> whole = listObjects(fresh);
        assertThat(whole).contains("public.user_grants", "public.user_offer_eligibility", "batch.batch_job_instance");
        int changes = fresh.sql("SELECT count(*) FROM databasechangelog")
                .query(Integer.class)
                .single();
        migrate(database, liquibase -> liquibase.rollback(changes, ""));
        assertThat(listObjects(fresh)).containsExactlyElementsOf(empty);
        migrate(database, liquibase -> liquibase.update(""));
        assertThat(listObjects(fresh)).containsExactlyElementsOf(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO merchant VALUES (" + OTHER_ID + ", 'm', 'Open', 'c')",
                "INSERT INTO outlet VALUES (" + OTHER_ID + ", " + MERCHANT_ID + ", 'o', NULL, true, 'approved')",
                "INSERT INTO customer_type VALUES (" + OTHER_ID + ", " + MERCHANT_ID + ", 'All')",
                "INSERT INTO customer_type VALUES (" + OTHER_ID + ", " + OTHER_ID + ", 'New')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, eligible_customer_types) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 1, '{Vip,Gold}')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, eligible_customer_types) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 1, '{Vip,NULL}')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, eligible_customer_types) VALUES (gen_random_uuid(), "
                        + MERCHANT_ID + ", 'c', true, 1, '{{New,Vip}}')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, eligible_customer_types) VALUES (gen_random_uuid(), "
                        + MERCHANT_ID + ", 'c', true, 1, '[0:1]={New,Vip}')",
                "INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, net_offer_budget, eligible_customer_types) VALUES (gen_random_uuid(), 'x', now(), now(), true, 1, '{{All},{Vip}}')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, -1)",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 'NaN')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 'Infinity')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, start_date) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 1, '-infinity')",
                "INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget, start_date, end_date) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 'c', true, 1, '2026-01-02', '2026-01-01')",
                "INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, net_offer_budget, eligible_customer_types) VALUES ("
                        + OTHER_ID + ", 'x', now(), now(), true, 1, '{Vip}')",
                "INSERT INTO exclusive_offer (id, name, start_date, is_active, net_offer_budget) VALUES (" + OTHER_ID
                        + ", 'x', now(), true, 1)",
                "INSERT INTO loyalty_program (id, merchant_id, name, is_active) VALUES (" + OTHER_ID + ", "
                        + MERCHANT_ID + ", 'a', true), ('00000000-0000-0000-0000-00000000000c', " + MERCHANT_ID
                        + ", 'b', true)",
                "INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID + ", 't', 100.01, true)",
                "WITH o AS (INSERT INTO cashback_configuration (id, merchant_id, name, is_active, net_cashback_budget) VALUES ("
                        + OTHER_ID + ", " + MERCHANT_ID
                        + ", 'c', true, 1)) INSERT INTO loyalty_program (id, name, is_active) VALUES ("
                        + OTHER_ID + ", 'l', true)",
                "INSERT INTO offer_outlet VALUES ('Cashback', " + OTHER_ID + ", " + MERCHANT_ID + ")",
            })
    void refusesWhatTheDomainRefuses(String statement) throws Exception {
        migrateDatabase();
        jdbc.sql("INSERT INTO merchant VALUES (" + MERCHANT_ID + ", 'm', 'Active', 'c') ON CONFLICT DO NOTHING")
                .update();
        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void keepsTheRegistryOfOffers() throws Exception {
        migrateDatabase();
        jdbc.sql(
                        "INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, net_offer_budget) SELECT gen_random_uuid(), 'x', now(), now(), true, 1 FROM generate_series(1, 3)")
                .update();
        assertThat(jdbc.sql("SELECT count(*) FROM offer JOIN exclusive_offer USING (id, offer_no)")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
        assertThatThrownBy(() -> jdbc.sql("UPDATE exclusive_offer SET id = gen_random_uuid()")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
        jdbc.sql("INSERT INTO merchant VALUES (" + MERCHANT_ID + ", 'm', 'Active', 'c') ON CONFLICT DO NOTHING")
                .update();
        assertThatThrownBy(() -> jdbc.sql("UPDATE merchant SET merchant_no = merchant_no + 1")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
        jdbc.sql("DELETE FROM exclusive_offer WHERE id IN (SELECT id FROM exclusive_offer LIMIT 1)")
                .update();
        assertThat(jdbc.sql("SELECT count(*) FROM offer WHERE offer_type = 'Exclusive'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        jdbc.sql("TRUNCATE exclusive_offer").update();
        assertThat(jdbc.sql("SELECT count(*) FROM offer WHERE offer_type = 'Exclusive'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The words and their order are stated once in Java and once in SQL. */
    @Test
    void customerTypesAreThoseOfTheRules() throws Exception {
        migrateDatabase();
        assertThat(jdbc.sql("SELECT unnest(customer_types())")
                        .query(String.class)
                        .list())
                .containsExactlyElementsOf(Stream.of(CustomerType.values())
                        .map(CustomerType::spelling)
                        .toList());
        for (CustomerType type : CustomerType.values()) {
            assertThat(jdbc.sql("SELECT customer_level(?)")
                            .param(type.spelling())
                            .query(String.class)
                            .single())
                    .isEqualTo(String.valueOf(type.level()));
        }
        assertThat(jdbc.sql("SELECT customer_level('All') IS NULL AND customer_level('vip') IS NULL")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    /** A generated trigger or function would not be found by a search of the changelog. */
    @Test
    void everyTriggerAndFunctionIsWrittenOut() throws Exception {
        migrateDatabase();
        String changelog = readChangelog();
        List<String> triggers = jdbc.sql("""
                        SELECT 'TRIGGER ' || tgname || ' % ON ' || tgrelid::regclass FROM pg_trigger
                        WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'databasechange%'
                        """).query(String.class).list();
        assertThat(triggers).hasSizeGreaterThan(100);
        assertThat(triggers)
                .allSatisfy(trigger -> assertThat(changelog)
                        .containsPattern("(?m)^CREATE .*" + trigger.replace("%", "\\b.*") + "\\b"));
        assertThat(jdbc.sql("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
                        .query(String.class)
                        .list())
                .allSatisfy(function ->
                        assertThat(changelog).containsPattern("(?m)^CREATE OR REPLACE FUNCTION " + function + "\\("));
    }

    /** Functions, triggers and views are edited in place; Liquibase runs a file of them again when its text has changed. */
    @Test
    void changedCodeRunsAgain() throws Exception {
        TestServers.Database database = TestServers.emptyDatabase();
        JdbcClient fresh = JdbcClient.create(database.dataSource());
        migrate(database, liquibase -> liquibase.update(""));
        List<String> whole = listObjects(fresh);
        fresh.sql("DROP VIEW user_offer_eligibility").update();
        fresh.sql("DROP TRIGGER log_insert ON merchant").update();
        fresh.sql("ALTER TABLE outlet DISABLE TRIGGER log_insert").update();
        fresh.sql("UPDATE databasechangelog SET md5sum = '9:0' WHERE filename LIKE 'db-changelog/code/%'")
                .update();
        migrate(database, liquibase -> liquibase.update(""));
        assertThat(listObjects(fresh)).containsExactlyElementsOf(whole);
        assertThat(fresh.sql("SELECT exectype FROM databasechangelog WHERE filename LIKE 'db-changelog/code/%'")
                        .query(String.class)
                        .list())
                .hasSizeGreaterThan(5)
                .containsOnly("RERAN");
    }

    /** Otherwise the caller's search_path would decide which tables a trigger reads and writes. */
    @Test
    void everyFunctionIsBoundToItsTables() throws Exception {
        migrateDatabase();
        assertThat(jdbc.sql("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
                        .query(Integer.class)
                        .single())
                .isGreaterThan(60);
        assertThat(jdbc.sql("""
                        SELECT oid::regprocedure::text FROM pg_proc
                        WHERE pronamespace IN ('public'::regnamespace, 'batch'::regnamespace, 'staging'::regnamespace, 'planned'::regnamespace)
                          AND prosqlbody IS NULL AND NOT 'search_path=public, pg_temp' = ANY (coalesce(proconfig, '{}'))
                        """).query(String.class).list()).isEmpty();
    }

    @Test
    void livesInASchemaOfItsOwn() throws Exception {
        TestServers.Database database = TestServers.emptyDatabase();
        JdbcClient outside = JdbcClient.create(database.dataSource());
        outside.sql("CREATE SCHEMA eligo").update();
        String url = database.url() + (database.url().contains("?") ? "&" : "?") + "currentSchema=eligo";
        var inside = new TestServers.Database(url, database.user(), database.password());
        migrate(inside, liquibase -> liquibase.update(""));
        outside.sql("INSERT INTO eligo.merchant (id, business_name, status, category) VALUES (" + MERCHANT_ID
                        + ", 'm', 'Active', 'c')")
                .update();
        outside.sql("INSERT INTO eligo.customer_type VALUES (" + OTHER_ID + ", " + MERCHANT_ID + ", 'New')")
                .update();
        assertThat(outside.sql("SELECT kind FROM eligo.outbox_event")
                        .query(String.class)
                        .list())
                .containsExactly("users");
        assertThat(outside.sql("SELECT kind FROM eligo.catalog_change")
                        .query(String.class)
                        .list())
                .containsExactly("merchant");
        assertThat(outside.sql("SELECT eligo.outbox_pending()")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    private static String readChangelog() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("db-changelog"))) {
            var text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file)).append('\n');
            }
            return text.toString();
        }
    }

    private static void migrateDatabase() throws Exception {
        migrate(DATABASE, liquibase -> liquibase.update(""));
    }

    private interface LiquibaseAction {
        void apply(Liquibase liquibase) throws Exception;
    }

    private static void migrate(TestServers.Database database, LiquibaseAction liquibaseAction) throws Exception {
        var connection = new JdbcConnection(database.dataSource().getConnection());
        // Also closes the database and the connection.
        try (var liquibase = new Liquibase(
                "db-changelog/changelog.yaml",
                new ClassLoaderResourceAccessor(),
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(connection))) {
            liquibaseAction.apply(liquibase);
        }
    }

    private static List<String> listObjects(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relname NOT LIKE 'databasechangelog%'
                        UNION ALL
                        SELECT p.oid::regprocedure::text || ' ' || concat_ws(' ', p.proconfig, md5(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)))
                        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
                        UNION ALL
                        SELECT t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal
                        UNION ALL
                        SELECT c.conrelid::regclass::text || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c
                        WHERE c.conrelid <> 0 AND c.conrelid::regclass::text NOT LIKE 'databasechangelog%'
                          AND c.connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                        ORDER BY 1
                        """).query(String.class).list();
    }
}
