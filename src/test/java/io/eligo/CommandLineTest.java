package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Behaviour that needs a process: exit codes and the complete output. Each process takes a few seconds. */
class CommandLineTest {
    private static final Map<String, String> NO_SERVERS = Map.of();

    @TempDir
    Path jobFiles;

    @Test
    void refusesWhatItDoesNotUnderstandWithCode2() throws Exception {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "run", "demo-data", "size=3");
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.outputLines()).singleElement().asString().contains("no argument size", "users=", "seed=");
    }

    @Test
    void namesEveryCommandIfAJobIsMistyped() throws Exception {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "run", "remove-elgo");
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .contains(
                        "unknown job 'remove-elgo'",
                        "full-rebuild",
                        "run remove-eligo",
                        "migrate",
                        "rollout off|on|SHARE",
                        "report week|month");
    }

    @Test
    void refusesAnUnknownShareInOneLineWithCode2() throws Exception {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "rollout", "101", "reason=test");
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .matches("[0-9:]{8} ERROR Command refused: rollout: '101' is neither .*; accepted: rollout off.*");
    }

    @Test
    void aReportNeedsNoDatabaseAndAMistypedOneIsRefusedInOneLineWithCode2() {
        EligoProcess report = EligoProcess.start(
                Map.of("ELIGO_REPORT_TOKEN", "s3cr3t"), "report", "week", "--prometheus=http://127.0.0.1:1");
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.outputLines())
                .singleElement()
                .asString()
                .matches(
                        "[0-9:]{8} ERROR Report not made: Prometheus at http://127.0.0.1:1 cannot be reached: connection refused");
        EligoProcess mistyped = EligoProcess.start(NO_SERVERS, "report", "weak", "--prometheus=http://127.0.0.1:1");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.outputLines())
                .singleElement()
                .asString()
                .contains(
                        "Command refused: report: 'weak' is neither week nor month; accepted: report week|month --prometheus=URL");
    }

    @Test
    void refusesToRemoveEligoWithoutTheNameOfTheDatabaseWithCode2() {
        TestServers.Database database = TestServers.migratedDatabase();
        EligoProcess end = EligoProcess.start(EligoProcess.environmentFor(database), "run", "remove-eligo");
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.outputLines()).singleElement().asString().contains("remove-eligo needs confirm=NAME");
    }

    /** The environment is that of nodes which do not migrate. */
    @Test
    void migratesADatabaseWithoutAServer() {
        TestServers.Database database = TestServers.emptyDatabase();
        var environment = new HashMap<>(EligoProcess.environmentFor(database));
        environment.put("SPRING_LIQUIBASE_ENABLED", "false");
        EligoProcess end = EligoProcess.start(environment, "migrate");
        assertThat(end.exitCode()).as("%s", end.outputLines()).isZero();
        assertThat(end.outputLines())
                .last()
                .asString()
                .matches("[0-9:]{8} INFO  Database migrated, it has [0-9]+ changesets");
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("SELECT count(*) FROM user_grants")
                        .query(Integer.class)
                        .single())
                .isZero();
        EligoProcess mistyped = EligoProcess.start(environment, "migrate", "now");
        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.outputLines()).singleElement().asString().contains("migrate: unknown argument 'now'");
    }

    /** As the image is built: nothing that it loads may need a server. */
    @Test
    void loadsTheClassesOfAStartWithoutAnyServer() {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "train");
        assertThat(end.exitCode()).as("%s", end.outputLines()).isZero();
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .matches("Training: \\d{3} beans created, \\d{1,2} not without servers");
    }

    @Test
    void describesCommandsAndJobs() {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "--help");
        assertThat(end.exitCode()).isZero();
        assertThat(String.join("\n", end.outputLines()))
                .startsWith("java -jar eligo.jar")
                .contains("run remove-eligo", "report week|month", "confirm=", "full-rebuild", "max-rejects=");
    }

    /** In a locale with its own digits, and in two time zones: SQL, ids and records are the same as on every other machine. */
    @Test
    void exitsWith0WhenDoneAnd1WhenFailedWhereverItRuns() {
        TestServers.Database database = TestServers.emptyDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        var environment = new HashMap<>(EligoProcess.environmentFor(database));
        environment.put("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");
        environment.put("TZ", "America/Los_Angeles");

        EligoProcess done = EligoProcess.start(environment, "run", "demo-data", "users=50");
        assertThat(done.exitCode()).as("%s", done.outputLines()).isZero();
        assertThat(done.outputLines())
                .last()
                .asString()
                .contains("completed: 50 users with ", "200 merchants, 1000 offers");
        assertThat(done.outputLines()).noneMatch(line -> line.contains("WARN") || line.contains("Hikari"));

        EligoProcess failed = EligoProcess.start(environment, "run", "demo-data", "users=60");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.outputLines()).last().asString().contains("FAILED: demo-data requires empty source tables");

        EligoProcess west = EligoProcess.start(environment, "run", "full-rebuild");
        assertThat(west.exitCode()).as("%s", west.outputLines()).isZero();
        assertThat(west.outputLines()).last().asString().matches(".*completed: .*\\d+ granted, .*");
        assertThat(jdbc.sql("""
                                SELECT count(*) FROM batch.batch_job_execution
                                WHERE create_time BETWEEN now() - interval '5 min' AND now() AND end_time BETWEEN create_time AND now()
                                """).query(Integer.class).single())
                .as("runs of the last minutes")
                .isEqualTo(3);

        // One hour less than the file's resume-within, seen from fourteen hours further east; by local time it would
        // have expired.
        jdbc.sql("UPDATE batch.batch_job_execution SET status = 'FAILED', create_time = create_time - interval '11 h'")
                .update();
        jdbc.sql("UPDATE batch.batch_step_execution SET status = 'FAILED'").update();
        environment.put("TZ", "Pacific/Kiritimati");
        EligoProcess east = EligoProcess.start(environment, "run", "full-rebuild");
        assertThat(east.exitCode()).as("%s", east.outputLines()).isZero();
        assertThat(east.outputLines()).anyMatch(line -> line.contains("did not complete, resuming it"));
    }

    @Test
    void saysInOneLineThatNoDatabaseIsSet() throws Exception {
        EligoProcess end = EligoProcess.start(NO_SERVERS, "run", "full-rebuild");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .contains("No database is set. Set SPRING_DATASOURCE_URL");
    }

    @Test
    void saysInOneLineThatPostgresqlCannotBeReached() throws Exception {
        int port = unusedPort();
        var environment = new HashMap<String, String>();
        environment.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:%d/eligo".formatted(port));
        environment.put("SPRING_DATASOURCE_USERNAME", "eligo");
        EligoProcess end = EligoProcess.start(environment, "--server.port=0");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines().stream().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .contains("PostgreSQL at localhost:%d cannot be reached: connection refused.".formatted(port));
    }

    @Test
    void saysInOneLineThatTokensCannotBeVerified() {
        EligoProcess end =
                EligoProcess.start(EligoProcess.environmentFor(TestServers.migratedDatabase()), "--server.port=0");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines().stream().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .contains("Tokens cannot be verified. Set one of");
    }

    @Test
    void saysInOneLineThatThePoolIsTooSmall() {
        assertThat(startupFailure("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "1"))
                .contains("spring.datasource.hikari.maximum-pool-size is 1; Eligo needs at least 5");
    }

    @Test
    void saysInOneLineThatThereIsNoTemporaryFolder() {
        assertThat(startupFailure("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/nowhere/at/all"))
                .contains("java.io.tmpdir is '/nowhere/at/all'");
    }

    @Test
    void saysInOneLineThatASettingWasRenamed() {
        assertThat(startupFailure("ELIGO_CACHE_TRUST", "1s"))
                .contains("eligo.cache.trust is now called eligo.cache.max-staleness. Correct ", "ELIGO_CACHE_TRUST");
    }

    @Test
    void saysInOneLineThatASettingIsUnknown() throws Exception {
        EligoProcess end =
                EligoProcess.start(NO_SERVERS, "run", "full-rebuild", "--eligo.outbox.poler.max-user-share=0.4");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .contains(
                        "eligo.outbox.poler.max-user-share is not a setting; the nearest name is eligo.outbox.poller.max-user-share.",
                        "Correct \"eligo.outbox.poler.max-user-share\" from property source \"commandLineArgs\".");
    }

    @Test
    void saysInOneLineThatASettingIsOutOfRange() {
        assertThat(startupFailure("ELIGO_CACHE_MAXSTALENESS", "0s"))
                .contains("eligo.cache.max-staleness is PT0S; accepted: at least 10ms", "ELIGO_CACHE_MAXSTALENESS");
    }

    @Test
    void saysInOneLineThatAJobFileHasAnInvalidValue() throws Exception {
        assertThat(failureOfJobFile("eligo.jobs.full-rebuild.partitions: many"))
                .contains(
                        "eligo.jobs.full-rebuild.partitions is 'many'; accepted: a whole number",
                        "full-rebuild.yml] - 1:37");
    }

    @Test
    void saysInOneLineThatAJobFileIsNotYaml() throws Exception {
        assertThat(failureOfJobFile("eligo.jobs.full-rebuild:\n  threads: 1\n  threads: 2"))
                .contains("full-rebuild.yml is not valid YAML", "line 3", "duplicate key threads");
    }

    private String failureOfJobFile(String text) throws Exception {
        Files.writeString(jobFiles.resolve("full-rebuild.yml"), text);
        EligoProcess end = EligoProcess.start(Map.of("ELIGO_JOBFILES", jobFiles.toString()), "run", "full-rebuild");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines()).singleElement();
        return end.outputLines().get(0);
    }

    private static String startupFailure(String variable, String value) {
        var environment = new HashMap<>(EligoProcess.environmentFor(TestServers.migratedDatabase()));
        environment.put(variable, value);
        EligoProcess end = EligoProcess.start(environment, "--server.port=0");
        assertThat(end.exitCode()).isEqualTo(1);
        List<String> lines = end.outputLines().stream()
                .filter(line -> !line.contains(" INFO ") && !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                .toList();
        assertThat(lines).singleElement();
        return lines.get(0);
    }

    private static int unusedPort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
