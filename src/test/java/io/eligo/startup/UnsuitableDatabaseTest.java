package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eligo.servers.TestServers;
import io.eligo.servers.TestServers.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Databases that the application cannot work on are rejected before a migration fails on them. */
class UnsuitableDatabaseTest {
    private final Database database = TestServers.emptyDatabase();
    private final JdbcClient jdbc = JdbcClient.create(database.dataSource());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            default_transaction_read_only | on    | read-only; Eligo writes              | default_transaction_read_only
            transaction_timeout           | 1000  | transaction_timeout is 1000 ms       | transaction_timeout = 0
            statement_timeout             | 1000  | statement_timeout is 1000 ms         | statement_timeout = 0
            search_path                   | nil   | no schema of those in search_path (nil) | CREATE SCHEMA
            """)
    void rejectsASetting(String setting, String value, String meaning, String action) {
        jdbc.sql("ALTER DATABASE %s SET %s = %s".formatted(name(), setting, value))
                .update();
        assertThat(refusal(database)).hasMessageContaining(meaning);
        assertThat(refusal(database).action()).contains(action);
    }

    @Test
    void rejectsAnEncoding() {
        String latin = "latin_" + UUID.randomUUID().toString().replace("-", "");
        jdbc.sql("CREATE DATABASE %s ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0".formatted(latin))
                .update();
        try {
            assertThat(refusal(at(database.url().replace(name(), latin))))
                    .hasMessageContaining("has the encoding LATIN1; Eligo needs UTF8");
        } finally {
            jdbc.sql("DROP DATABASE " + latin).update();
        }
    }

    @Test
    void rejectsAMissingSchema() {
        String url = database.url();
        StartupFailure refused = refusal(at(url + (url.contains("?") ? "&" : "?") + "currentSchema=nowhere"));
        assertThat(refused)
                .hasMessageContaining("no schema of those in search_path")
                .hasMessageContaining("nowhere");
        assertThat(refused.action()).contains("currentSchema");
    }

    @Test
    void rejectsADatabaseOfTheReplacedChangelog() {
        Database migrated = TestServers.migratedDatabase();
        JdbcClient.create(migrated.dataSource())
                .sql(
                        "UPDATE databasechangelog SET filename = 'db-changelog/changes/0004-grants.sql' WHERE id = 'user-grants'")
                .update();
        StartupFailure refused = refusal(migrated);
        assertThat(refused).hasMessageContaining("was created before the first release");
        assertThat(refused.action()).contains("Drop and create the database", "SPRING_DATASOURCE_URL");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE outlet DROP COLUMN description                 | outlet has no column description (text)
            ALTER TABLE merchant ALTER COLUMN category TYPE varchar(9) | merchant.category is character varying, accepted: text
            ALTER TABLE merchant ADD COLUMN merchant_no integer        | merchant has a column merchant_no
            ALTER TABLE loyalty_tier DROP CONSTRAINT loyalty_tier_pkey | loyalty_tier has no primary key (id)
            ALTER TABLE offer_outlet DROP CONSTRAINT offer_outlet_pkey, ADD PRIMARY KEY (outlet_id) | offer_outlet has no primary key (offer_id, outlet_id)
            """)
    void rejectsExistingSourceTablesThatDoNotFit(String change, String meaning) throws IOException {
        jdbc.sql(Files.readString(Path.of("ops/source-tables.sql"))).update();
        new DatabaseStartupCheck().postProcessAfterInitialization(database, "database");
        jdbc.sql(change).update();
        assertThat(refusal(database)).hasMessageContaining(meaning);
        assertThat(refusal(database).action()).contains("ops/source-tables.sql", "currentSchema");
    }

    @Test
    void acceptsASuitableDatabase() {
        new DatabaseStartupCheck().postProcessAfterInitialization(database, "database");
        new DatabaseStartupCheck().postProcessAfterInitialization(TestServers.migratedDatabase(), "database");
    }

    /** If the pooler was busy during the check, the first lost statement is explained instead. */
    @ParameterizedTest
    @CsvSource({"42P05", "26000"})
    void aLostPreparedStatementNamesTheSettingOfTheDriver(String state) {
        var lost = new SQLException("ERROR: prepared statement \"S_1\" already exists", state);
        FailureAnalysis analysis = Objects.requireNonNull(
                new StartupFailureAnalyzer().analyze(new IllegalStateException("migrating", lost)));
        assertThat(analysis.getAction()).contains("prepareThreshold=0");
    }

    private String name() {
        return database.url().replaceFirst("jdbc:postgresql://[^/]*/([^?]*).*", "$1");
    }

    private Database at(String url) {
        return new Database(url, database.user(), database.password());
    }

    private static StartupFailure refusal(Database database) {
        return catchThrowableOfType(
                StartupFailure.class,
                () -> new DatabaseStartupCheck().postProcessAfterInitialization(database, "database"));
    }
}
