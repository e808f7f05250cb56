package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eligo.platform.connections.ReservedConnections;
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
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.env.MockEnvironment;

/** Databases that the application cannot work on are rejected before a migration fails on them. */
class UnsuitableDatabaseTest {
    private static final MockEnvironment MIGRATES =
            new MockEnvironment().withProperty("spring.datasource.hikari.maximum-pool-size", "20");
    private static final MockEnvironment DOES_NOT_MIGRATE =
            new MockEnvironment().withProperty("spring.liquibase.enabled", "false");

    /** Has the pools of a server; a command has not. */
    private static final DefaultListableBeanFactory SERVER = new DefaultListableBeanFactory();

    static {
        SERVER.registerBeanDefinition("reservedConnections", new RootBeanDefinition(ReservedConnections.class));
    }

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
        check(database, MIGRATES);
        jdbc.sql(change).update();
        assertThat(refusal(database)).hasMessageContaining(meaning);
        assertThat(refusal(database).action()).contains("ops/source-tables.sql", "currentSchema");
    }

    @Test
    void acceptsASuitableDatabase() {
        check(database, MIGRATES);
        check(TestServers.migratedDatabase(), MIGRATES);
    }

    @Test
    void rejectsADatabaseThatIsNotMigratedIfTheNodeDoesNotMigrate() {
        assertThat(refusal(database, DOES_NOT_MIGRATE))
                .hasMessageContaining("is not migrated, and spring.liquibase.enabled is false");

        Database migrated = TestServers.migratedDatabase();
        check(migrated, DOES_NOT_MIGRATE);
        JdbcClient.create(migrated.dataSource())
                .sql("DELETE FROM databasechangelog WHERE id = 'user-grants'")
                .update();
        StartupFailure refused = refusal(migrated, DOES_NOT_MIGRATE);
        assertThat(refused).hasMessageContaining("lacks the changeset 'user-grants' of this version");
        assertThat(refused.action()).contains("migrate");
        check(migrated, MIGRATES);
    }

    @Test
    void rejectsAUserWithFewerConnectionsThanTheProcessOpens() {
        String user = "limited_" + UUID.randomUUID().toString().replace("-", "");
        jdbc.sql("CREATE ROLE %s LOGIN PASSWORD 'limited' CONNECTION LIMIT 26".formatted(user))
                .update();
        try {
            jdbc.sql("ALTER DATABASE %s OWNER TO %s".formatted(name(), user)).update();
            jdbc.sql("ALTER SCHEMA public OWNER TO " + user).update();
            Database limited =
                    new Database(database.url().replace("user=" + database.user(), "user=" + user), user, "limited");
            StartupFailure refused = refusal(limited);
            assertThat(refused)
                    .hasMessageContaining("accepts 26 connections of the user '%s'", user)
                    .hasMessageContaining(
                            "opens up to 27: 20 by spring.datasource.hikari.maximum-pool-size, 5 for catalogue, heartbeat and leases, 2 for comparisons.");
            assertThat(refused.action()).contains("max_connections");

            jdbc.sql("ALTER ROLE %s CONNECTION LIMIT 27".formatted(user)).update();
            check(limited, MIGRATES);
            jdbc.sql("ALTER ROLE %s CONNECTION LIMIT 3".formatted(user)).update();
            new DatabaseStartupCheck(MIGRATES, new StaticListableBeanFactory())
                    .postProcessAfterInitialization(limited, "a command, which opens fewer connections");
            jdbc.sql("ALTER ROLE %s CONNECTION LIMIT 27".formatted(user)).update();
            jdbc.sql("ALTER DATABASE %s CONNECTION LIMIT 26".formatted(name())).update();
            assertThat(refusal(limited)).hasMessageContaining("accepts 26 connections");
        } finally {
            jdbc.sql("REASSIGN OWNED BY %s TO CURRENT_USER".formatted(user)).update();
            jdbc.sql("DROP ROLE " + user).update();
        }
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
        return refusal(database, MIGRATES);
    }

    private static StartupFailure refusal(Database database, MockEnvironment environment) {
        return catchThrowableOfType(StartupFailure.class, () -> check(database, environment));
    }

    private static void check(Database database, MockEnvironment environment) {
        new DatabaseStartupCheck(environment, SERVER).postProcessAfterInitialization(database, "database");
    }
}
