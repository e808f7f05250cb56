package io.eligo.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.Liquibase;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** When a start runs Liquibase, and when not. */
class AppliedChangelogTest {
    private static final Consumer<SpringLiquibase> DEFAULTS = liquibase -> {};

    private final DriverManagerDataSource database = TestServers.emptyDatabase().dataSource();
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void liquibaseRunsUntilTheChangelogIsApplied() throws Exception {
        assertThat(runs(DEFAULTS)).isTrue();
        assertThat(runs(DEFAULTS)).isFalse();
    }

    @Test
    void liquibaseRunsIfARecordIsMissingOrChanged() throws Exception {
        runs(DEFAULTS);
        jdbc.sql("DROP TABLE operator_action").update();
        jdbc.sql("DELETE FROM databasechangelog WHERE id = 'operator-actions'").update();
        assertThat(runs(DEFAULTS)).isTrue();
        assertThat(jdbc.sql("SELECT count(*) FROM operator_action")
                        .query(Long.class)
                        .single())
                .isZero();
        jdbc.sql("UPDATE databasechangelog SET md5sum = '9:0' WHERE filename = 'db-changelog/code/outbox.sql'")
                .update();
        assertThat(runs(DEFAULTS)).isTrue();
        assertThat(runs(DEFAULTS)).isFalse();
    }

    @Test
    void liquibaseRunsIfAnotherChangelogWasApplied() throws Exception {
        runs(DEFAULTS);
        String comment = comment();
        jdbc.sql("COMMENT ON TABLE databasechangelog IS '"
                        + comment.replaceFirst("Changelog [0-9a-f]{64}", "Changelog 0") + "'")
                .update();
        assertThat(runs(DEFAULTS)).isTrue();
        assertThat(comment()).isEqualTo(comment);
    }

    @Test
    void liquibaseRunsWithSettingsOfItsOwn() throws Exception {
        runs(DEFAULTS);
        assertThat(runs(liquibase -> liquibase.setContexts("other"))).isTrue();
        assertThat(runs(liquibase -> liquibase.setDefaultSchema("public"))).isTrue();
        assertThat(runs(liquibase -> liquibase.setClearCheckSums(true))).isTrue();
    }

    /** A schema further down in search_path may have an Eligo of its own. */
    @Test
    void anotherSchemaOfTheSearchPathDoesNotCount() throws Exception {
        runs(DEFAULTS);
        jdbc.sql("CREATE SCHEMA own").update();
        String url = String.valueOf(database.getUrl());
        database.setUrl(url + (url.contains("?") ? "&" : "?") + "currentSchema=own,public");
        // One database has one Eligo, since some schemas have fixed names.
        assertThatThrownBy(() -> runs(DEFAULTS)).hasStackTraceContaining("already exists");
    }

    /** Otherwise a node of the older release, started during an upgrade, would bring back its functions and triggers. */
    @Test
    void anOlderReleaseLeavesTheSchemaOfANewerOneAsItIs() throws Exception {
        runs(DEFAULTS);
        jdbc.sql("UPDATE databasechangelog SET md5sum = '9:0' WHERE filename = 'db-changelog/code/outbox.sql'")
                .update();
        jdbc.sql("""
                        INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
                        VALUES ('release-99.0.0', 'eligo', 'db-changelog/releases.sql', now(), 1000, 'EXECUTED')
                        """).update();
        assertThat(runs(DEFAULTS)).isFalse();
        jdbc.sql("DELETE FROM databasechangelog WHERE id = 'release-99.0.0'").update();
        assertThat(runs(DEFAULTS)).isTrue();
    }

    /** A changeset that may run although it is recorded would not run where the changelog counts as applied. */
    @Test
    void noChangesetRunsAlwaysOrIsLeftUnrecorded() throws IOException {
        Pattern notKept = Pattern.compile("runAlways|onFail:(?!MARK_RAN\\b)|onError:|\\$\\{|context(Filter)?:|runWith");
        try (Stream<Path> files = Files.walk(Path.of("db-changelog"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllLines(file))
                        .as(file.toString())
                        .filteredOn(line ->
                                line.startsWith("--") || !file.toString().endsWith(".sql"))
                        .noneMatch(notKept.asPredicate());
            }
        }
    }

    /** A release without a changeset of its own would be taken for an earlier one. */
    @Test
    void theChangelogEndsWithTheReleaseOfThisVersion() throws IOException {
        String version = Pattern.compile("<artifactId>eligo</artifactId>\\s*<version>([0-9.]+)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(Files.readAllLines(Path.of("db-changelog/releases.sql")))
                .filteredOn(line -> line.startsWith("--changeset"))
                .last()
                .isEqualTo("--changeset eligo:release-" + version);
        assertThat(Files.readString(Path.of("db-changelog/changelog.yaml")).strip())
                .endsWith("file: db-changelog/releases.sql");
    }

    private String comment() {
        return jdbc.sql("SELECT obj_description('databasechangelog'::regclass, 'pg_class')")
                .query(String.class)
                .single();
    }

    /** Starts as a node does. */
    private boolean runs(Consumer<SpringLiquibase> settings) throws LiquibaseException {
        var liquibase = new CountingLiquibase();
        liquibase.setDataSource(database);
        liquibase.setResourceLoader(new DefaultResourceLoader());
        liquibase.setChangeLog(AppliedChangelog.FILE);
        settings.accept(liquibase);
        var lock = new MigrationLock();
        lock.postProcessBeforeInitialization(liquibase, "liquibase");
        liquibase.afterPropertiesSet();
        lock.postProcessAfterInitialization(liquibase, "liquibase");
        return liquibase.runs > 0;
    }

    private static final class CountingLiquibase extends SpringLiquibase {
        private int runs;

        @Override
        protected void performUpdate(Liquibase liquibase) throws LiquibaseException {
            runs++;
            super.performUpdate(liquibase);
        }
    }
}
