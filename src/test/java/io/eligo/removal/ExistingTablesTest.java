package io.eligo.removal;

import static io.eligo.removal.RemovalFixture.ROWS;
import static io.eligo.removal.RemovalFixture.client;
import static io.eligo.removal.RemovalFixture.migrate;
import static io.eligo.removal.RemovalFixture.plainTables;
import static io.eligo.removal.RemovalFixture.removeConfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.servers.TestServers;
import io.eligo.servers.TestServers.Database;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Source tables that were there before Eligo, with rows, and with what their owners have added. */
class ExistingTablesTest {
    private static final String MERCHANT = "'00000000-0000-0000-0000-000000000001'";
    private static final String OUTLET = "'00000000-0000-0000-0000-000000000065'";
    private static final String OTHER = "'ffffffff-0000-0000-0000-000000000000'";

    @Test
    void theirRowsAreRegisteredAndARebuildIsQueued() {
        Database database = plainTables();
        JdbcClient jdbc = client(database);
        jdbc.sql(ROWS).update();
        migrate(database);
        assertThat(jdbc.sql("SELECT offer_type FROM offer ORDER BY offer_type")
                        .query(String.class)
                        .list())
                .hasSize(16);
        assertThat(jdbc.sql(
                                "SELECT (SELECT count(*) FROM offering) + (SELECT count(*) FROM broad_offering WHERE is_open)")
                        .query(Integer.class)
                        .single())
                .isEqualTo(5 + 6 + 5 + 1);
        assertThat(jdbc.sql("SELECT kind FROM outbox_event").query(String.class).list())
                .containsExactly("all");
        assertThat(jdbc.sql("SELECT repair_eligibility_view()")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** A source table without the label source-table in the changelog would be removed with its rows. */
    @Test
    void areAllTablesThatTheImportLoads() {
        Database database = TestServers.migratedDatabase();
        List<String> loaded = client(database)
                .sql(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'staging'::regnamespace AND relkind = 'r' AND relname NOT IN ('file', 'reject')")
                .query(String.class)
                .list();
        removeConfirmed(database);
        assertThat(client(database)
                        .sql(
                                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(loaded);
    }

    /** Otherwise a column of the source tables would be missing in tables that are made for Eligo, or be taken for one of Eligo's. */
    @Test
    void haveAllColumnsOfTheTablesThatEligoCreates() {
        String columns = """
                SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.relname = ANY (?) AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND a.attname NOT IN ('merchant_no', 'offer_no')
                ORDER BY 1
                """;
        JdbcClient plain = client(plainTables());
        String[] tables = plain.sql(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
                .query(String.class)
                .list()
                .toArray(String[]::new);
        assertThat(client(TestServers.migratedDatabase())
                        .sql(columns)
                        .param(tables)
                        .query(String.class)
                        .list())
                .hasSizeGreaterThan(70)
                .isEqualTo(plain.sql(columns).param(tables).query(String.class).list());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES (" + OTHER + ", " + MERCHANT
                        + ", 'Gold')",
                "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Cashback', " + OTHER + ", "
                        + OUTLET + ")",
                "UPDATE exclusive_offer SET eligible_customer_types = '{Gold}'",
                "UPDATE merchant SET merchant_no = 7"
            })
    void refuseThenWhatEligoCannotRead(String statement) {
        Database database = plainTables();
        JdbcClient jdbc = client(database);
        jdbc.sql(ROWS).update();
        migrate(database);
        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataIntegrityViolationException.class);
    }

    /** No index, no check, no foreign key, and keys without the columns that Eligo's scans want; a row that Eligo cannot read. */
    @Test
    void areAsTheyWereAfterTheRemovalAlsoWithoutIndexesAndChecks() {
        assertRoundTrip("""
                ALTER TABLE customer_type DROP CONSTRAINT customer_type_pkey;
                ALTER TABLE customer_type ADD PRIMARY KEY (user_id, merchant_id);
                DROP INDEX customer_type_by_merchant, outlet_merchant_id, payment_point_outlet_id, cashback_configuration_merchant_id,
                    cashback_tier_cashback_configuration_id, exclusive_offer_merchant_id, loyalty_program_merchant_id,
                    loyalty_tier_loyalty_program_id, loyalty_reward_loyalty_program_id, offer_outlet_outlet_id;
                ALTER TABLE customer_type ALTER COLUMN user_id RESET (n_distinct);
                ALTER TABLE exclusive_offer DROP CONSTRAINT exclusive_window, DROP CONSTRAINT platform_wide_audience;
                ALTER TABLE offer_outlet DROP CONSTRAINT offer_outlet_offer_type_check, DROP CONSTRAINT offer_outlet_outlet_id_fkey;
                INSERT INTO merchant (id, business_name, status, category) VALUES ('00000000-0000-0000-0000-0000000000ff', 'm', 'Active', 'c');
                INSERT INTO customer_type (user_id, merchant_id, type)
                    VALUES ('00000000-0000-0000-0000-0000000000ff', '00000000-0000-0000-0000-0000000000ff', 'Gold');
                """);
    }

    @Test
    void keepWhatTheirOwnersHaveAdded() {
        assertRoundTrip("""
                ALTER TABLE merchant ADD COLUMN phone text, ADD CHECK (phone <> '');
                ALTER TABLE customer_type ADD CHECK (type IN ('New', 'Infrequent', 'Occasional', 'Regular', 'Vip'));
                DROP INDEX outlet_merchant_id;
                CREATE INDEX of_their_own ON outlet (merchant_id, name);
                ALTER TABLE customer_type ALTER COLUMN user_id SET (n_distinct = -0.5);
                CREATE VIEW active_merchant AS SELECT id, business_name FROM merchant WHERE status = 'Active';
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER touched BEFORE UPDATE ON merchant FOR EACH ROW EXECUTE FUNCTION touch();
                CREATE TABLE sales (merchant_id uuid REFERENCES merchant, amount numeric, id bigint GENERATED ALWAYS AS IDENTITY);
                CREATE SCHEMA reports;
                CREATE TABLE reports.offer (id uuid);
                COMMENT ON TABLE merchant IS 'ours';
                COMMENT ON COLUMN merchant.category IS 'ours too';
                CREATE STATISTICS merchant_words ON status, category FROM merchant;
                """);
    }

    private static void assertRoundTrip(String changes) {
        Database database = plainTables();
        JdbcClient jdbc = client(database);
        JdbcClient reference = client(plainTables());
        jdbc.sql(changes).update();
        jdbc.sql(ROWS).update();
        List<String> before = DatabaseCatalog.describe(jdbc);
        List<String> rows = DatabaseCatalog.rowChecksums(reference, jdbc);
        migrate(database);
        assertThat(DatabaseCatalog.describe(jdbc)).hasSizeGreaterThan(before.size() + 500);
        removeConfirmed(database);
        assertThat(DatabaseCatalog.describe(jdbc)).containsExactlyElementsOf(before);
        assertThat(DatabaseCatalog.rowChecksums(reference, jdbc)).isEqualTo(rows);
    }

    /** A migration that died in the middle can be removed as well. */
    @Test
    void areAsTheyWereAfterAMigrationThatFailed() {
        Database database = plainTables();
        JdbcClient jdbc = client(database);
        jdbc.sql("CREATE TABLE operator_action (id integer)").update();
        List<String> before = DatabaseCatalog.describe(jdbc);
        assertThatThrownBy(() -> migrate(database)).hasStackTraceContaining("operator_action");
        removeConfirmed(database);
        assertThat(DatabaseCatalog.describe(jdbc)).containsExactlyElementsOf(before);
    }

    @Test
    void anOldVersionOfTheTablesThatEligoHasCreatedIsRemovedAsWell() {
        Database database = TestServers.migratedDatabase();
        JdbcClient jdbc = client(database);
        // As before these changesets.
        jdbc.sql("DELETE FROM databasechangelog WHERE filename LIKE 'db-changelog/existing-%'")
                .update();
        removeConfirmed(database);
        assertThat(DatabaseCatalog.describeWithoutPositions(jdbc))
                .containsExactlyElementsOf(DatabaseCatalog.describeWithoutPositions(client(plainTables())));
    }
}
