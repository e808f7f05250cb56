package io.eligo.removal;

import static io.eligo.removal.RemovalFixture.client;
import static io.eligo.removal.RemovalFixture.nameOf;
import static io.eligo.removal.RemovalFixture.plainTables;
import static io.eligo.removal.RemovalFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.TestServers;
import io.eligo.servers.TestServers.Database;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the command refuses, and that it then changes nothing. */
@ExtendWith(OutputCaptureExtension.class)
class RemovalCommandTest {
    /** Statements, and how the command names the object. */
    private static final String FOREIGN_OBJECTS = """
            CREATE VIEW mine1 AS SELECT user_id FROM user_offer_eligibility                    | view mine1 (needs
            CREATE MATERIALIZED VIEW mine2 AS SELECT * FROM merchant                           | materialized view mine2 (needs column merchant_no of table merchant)
            CREATE TABLE mine3 (id uuid REFERENCES offer)                                      | constraint mine3_id_fkey on table mine3 (needs
            CREATE TABLE mine4 (type text CHECK (customer_level(type) IS NOT NULL))            | constraint mine4_type_check on table mine4 (needs function customer_level(text))
            CREATE TABLE mine5 (kept user_grants)                                              | column kept of table mine5
            CREATE TABLE batch.mine6 (id integer)                                              | table batch.mine6 (needs schema batch)
            CREATE FUNCTION planned.mine7() RETURNS integer LANGUAGE sql RETURN 1              | function planned.mine7() (needs schema planned)
            CREATE FUNCTION mine8() RETURNS integer LANGUAGE sql RETURN (SELECT count(*)::integer FROM outbox_event) | function mine8() (needs
            CREATE INDEX mine9 ON merchant (category, merchant_no)                             | index mine9 (needs column merchant_no of table merchant)
            ALTER TABLE merchant ADD CONSTRAINT mine10 UNIQUE (merchant_no, id)                | constraint mine10 on table merchant
            CREATE STATISTICS mine11 ON merchant_no, category FROM merchant                    | statistics object mine11
            CREATE TRIGGER mine12 AFTER INSERT ON user_grants FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('a', 'b', 'c') | trigger mine12 on table user_grants
            CREATE TABLE mine13 () INHERITS (outbox_done)                                      | table mine13 (needs table outbox_done)
            """;

    private final Database database = TestServers.migratedDatabase();
    private final JdbcClient jdbc = client(database);
    private final String name = nameOf(database);

    @Test
    void refusesInvalidArgumentsWithCode2(CapturedOutput output) {
        assertRefused(
                2,
                Map.of("confirm", "other"),
                output,
                "confirm is 'other', but SPRING_DATASOURCE_URL leads to the database '" + name
                        + "'; accepted: confirm=NAME");
        assertRefused(2, Map.of("confirm", ""), output, "confirm is ''");
        assertRefused(2, Map.of("dry-run", "perhaps"), output, "dry-run is 'perhaps'; accepted: true, false");
        assertRefused(
                2,
                Map.of("force", "true"),
                output,
                "remove-eligo has no argument force. Arguments: dry-run=",
                "confirm=");
    }

    @Test
    void needsAConfirmationWithoutATerminal(CapturedOutput output) {
        assertRefused(2, Map.of(), output, "remove-eligo needs confirm=NAME");
    }

    @Test
    void asksOnATerminal(CapturedOutput output) {
        var questions = new ArrayList<String>();
        List<String> before = DatabaseCatalog.describe(jdbc);
        for (String answer : List.of("yes", "")) {
            assertThat(remove(
                            database,
                            question -> {
                                questions.add(String.valueOf(question));
                                return answer;
                            },
                            Map.of()))
                    .isEqualTo(2);
        }
        assertThat(remove(database, question -> null, Map.of())).isEqualTo(2);
        assertThat(DatabaseCatalog.describe(jdbc)).isEqualTo(before);
        assertThat(questions).hasSize(2).allMatch(question -> question.startsWith("Name of the database"));
        assertThat(remove(database, question -> " " + name + " ", Map.of())).isZero();
        assertThat(output).contains("remove-eligo completed");
        assertThat(DatabaseCatalog.describeWithoutPositions(jdbc))
                .isEqualTo(DatabaseCatalog.describeWithoutPositions(client(plainTables())));
    }

    @Test
    void aDryRunListsEverythingAndWritesNothing(CapturedOutput output) {
        jdbc.sql("INSERT INTO batch.node (name, roles, expires_at) VALUES ('n1', '{worker}', now() + interval '1 min')")
                .update();
        List<String> before = DatabaseCatalog.describe(jdbc);
        assertThat(remove(database, Map.of("dry-run", "true"))).isZero();
        assertThat(DatabaseCatalog.describe(jdbc)).isEqualTo(before);
        assertThat(output)
                .contains(
                        "1 column of merchant: merchant_no",
                        "user_grants",
                        "user_offer_eligibility",
                        "would be refused: node n1 (worker) is alive");
        // Every table but the source tables, every trigger and every function has a name in the list.
        assertThat(jdbc.sql("""
                                SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace::regnamespace::text IN ('public', 'batch', 'quartz', 'staging', 'planned')
                                UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
                                UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                                """).query(String.class).list())
                .filteredOn(object -> !object.startsWith("databasechangelog"))
                .hasSizeGreaterThan(250)
                .allMatch(object -> output.getOut().contains(object));
    }

    @Test
    void saysTheSecondTimeThatNothingIsThere(CapturedOutput output) {
        assertThat(remove(database, Map.of("confirm", name))).isZero();
        assertThat(remove(database, Map.of("confirm", name))).isZero();
        assertThat(remove(database, Map.of())).isZero();
        assertThat(remove(database, Map.of("confirm", "other"))).isEqualTo(2);
        assertThat(output).contains("there is nothing of Eligo in the database " + name);
    }

    /** Tables may have names that Eligo uses. */
    @Test
    void touchesNothingWhereEligoHasNeverBeen(CapturedOutput output) {
        Database other = TestServers.emptyDatabase();
        client(other)
                .sql(
                        "CREATE TABLE sample (id integer); CREATE TABLE merchant (id integer, merchant_no integer); CREATE SCHEMA batch;"
                                + " CREATE TABLE databasechangelog (id text, author text, filename text, exectype text)")
                .update();
        List<String> before = DatabaseCatalog.describe(client(other));
        assertThat(remove(other, Map.of("confirm", nameOf(other)))).isZero();
        assertThat(DatabaseCatalog.describe(client(other))).isEqualTo(before);
        assertThat(output).contains("there is nothing of Eligo");
    }

    @Test
    void waitsForNoLiveNodeAndNamesIt(CapturedOutput output) {
        jdbc.sql(
                        "INSERT INTO batch.node (name, roles, expires_at) VALUES ('shop-1', '{api,console}', now() + interval '1 min'),"
                                + " ('dead-2', '{}', now() - interval '1 s')")
                .update();
        jdbc.sql(
                        "INSERT INTO batch.run (job, token, node, expires_at) VALUES ('import', gen_random_uuid(), 'shop-3', now() + interval '1 min')")
                .update();
        assertRefused(
                1,
                confirmed(),
                output,
                "node shop-1 (api, console) is alive, stop it first",
                "the job import runs on node shop-3");
        assertThat(output).doesNotContain("dead-2");
        jdbc.sql("UPDATE batch.node SET expires_at = now() - interval '1 s'").update();
        jdbc.sql("UPDATE batch.run SET expires_at = now() - interval '1 s'").update();
        assertThat(remove(database, confirmed())).isZero();
    }

    @Test
    void namesEverythingThatOthersHaveBuiltOnItsObjects(CapturedOutput output) {
        var messages = new ArrayList<>(List.of("objects that are not Eligo's need objects of Eligo"));
        FOREIGN_OBJECTS.lines().map(line -> line.split("\\s+\\| ")).forEach(object -> {
            jdbc.sql(object[0]).update();
            messages.add(object[1]);
        });
        assertThat(messages).hasSize(14);
        assertRefused(1, confirmed(), output, messages.toArray(String[]::new));
    }

    /** A transaction that only reads is enough; the command gives up within seconds. */
    @Test
    void givesUpOnALockAndSaysWhoHoldsIt(CapturedOutput output) throws Exception {
        List<String> before = DatabaseCatalog.describe(jdbc);
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SET LOCAL application_name = 'nightly report'");
            statement.execute("SELECT count(*) FROM customer_type");
            assertThat(remove(database, confirmed())).isEqualTo(1);
            reader.rollback();
        }
        assertThat(output)
                .contains(
                        "remove-eligo changed nothing: tables are locked by process ",
                        "nightly report",
                        "SELECT count(*) FROM customer_type",
                        "holds customer_type");
        assertThat(DatabaseCatalog.describe(jdbc)).isEqualTo(before);
        assertThat(remove(database, confirmed())).isZero();
    }

    @Test
    void waitsForNoMigration(CapturedOutput output) throws Exception {
        try (Connection migrating = database.dataSource().getConnection();
                Statement statement = migrating.createStatement()) {
            statement.execute(io.eligo.startup.MigrationLock.TRY_IN_TRANSACTION.replace("_xact", ""));
            assertRefused(1, confirmed(), output, "another process migrates the database");
        }
    }

    @Test
    void namesTheOwnerWhoseRightsAreMissing(CapturedOutput output) {
        String role = "role_" + UUID.randomUUID().toString().replace("-", "");
        jdbc.sql("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'").update();
        try {
            jdbc.sql("GRANT ALL ON ALL TABLES IN SCHEMA public, batch TO " + role
                            + "; GRANT ALL ON SCHEMA public, batch, quartz, staging, planned TO " + role)
                    .update();
            List<String> before = DatabaseCatalog.describe(jdbc);
            assertThat(remove(
                            new Database(
                                    database.url().replace("user=" + database.user(), "user=" + role), role, "secret"),
                            confirmed()))
                    .isEqualTo(1);
            assertThat(output)
                    .contains("the user may not drop what belongs to " + database.user(), "SPRING_DATASOURCE_USERNAME");
            assertThat(DatabaseCatalog.describe(jdbc)).isEqualTo(before);
        } finally {
            jdbc.sql("DROP OWNED BY " + role + "; DROP ROLE " + role).update();
        }
    }

    @Test
    void leavesADatabaseThatANewerVersionHasMigrated(CapturedOutput output) {
        jdbc.sql("INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)"
                        + " VALUES ('rooms', 'eligo', 'db-changelog/rooms.sql', now(), 9999, 'EXECUTED')")
                .update();
        assertRefused(1, confirmed(), output, "migrated by another version of Eligo", "unknown changesets: rooms");
    }

    @Test
    void doesNotGuessWhatIsEligosWithoutTheRecordsOfLiquibase(CapturedOutput output) {
        jdbc.sql("DELETE FROM databasechangelog").update();
        assertRefused(1, confirmed(), output, "databasechangelog has no records of Eligo");
    }

    @Test
    void keepsTheChangesetsOfOthers() {
        jdbc.sql("INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)"
                        + " VALUES ('1', 'shop', 'shop.xml', now(), 9999, 'EXECUTED')")
                .update();
        assertThat(remove(database, confirmed())).isZero();
        assertThat(jdbc.sql("SELECT author FROM databasechangelog")
                        .query(String.class)
                        .list())
                .containsExactly("shop");
        assertThat(jdbc.sql("SELECT count(*) FROM databasechangeloglock")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void findsEligoInASchemaOfItsOwnAndSaysWhereItIs(CapturedOutput output) {
        Database outside = TestServers.emptyDatabase();
        client(outside).sql("CREATE SCHEMA \"Own schema\"").update();
        List<String> before = DatabaseCatalog.describe(client(outside));
        String url = outside.url() + (outside.url().contains("?") ? "&" : "?") + "currentSchema=%22Own%20schema%22";
        var inside = new Database(url, outside.user(), outside.password());
        RemovalFixture.migrate(inside);

        assertThat(remove(outside, Map.of("confirm", nameOf(outside)))).isEqualTo(1);
        assertThat(output).contains("but in the schema Own schema; set currentSchema");

        assertThat(remove(inside, Map.of("confirm", nameOf(outside)))).isZero();
        assertThat(client(outside)
                        .sql(
                                "SELECT count(*) FROM pg_class WHERE relnamespace = '\"Own schema\"'::regnamespace AND relkind = 'r'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(11);
        client(outside)
                .sql("DROP SCHEMA \"Own schema\" CASCADE; CREATE SCHEMA \"Own schema\"")
                .update();
        assertThat(DatabaseCatalog.describe(client(outside))).isEqualTo(before);
    }

    private Map<String, String> confirmed() {
        return Map.of("confirm", name);
    }

    private void assertRefused(int code, Map<String, String> arguments, CapturedOutput output, String... messages) {
        List<String> before = DatabaseCatalog.describe(jdbc);
        assertThat(remove(database, arguments)).isEqualTo(code);
        assertThat(output).contains(messages);
        assertThat(DatabaseCatalog.describe(jdbc)).isEqualTo(before);
    }
}
