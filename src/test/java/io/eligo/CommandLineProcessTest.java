package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Commands that need a process: the code with which it ends, its complete output, its locale and time zone. A process takes seconds. */
class CommandLineProcessTest {
    @Test
    void aRefusedCommandIsOneLineAndCode2() {
        EligoProcess end = EligoProcess.start(Map.of(), "rollout", "101", "reason=test");
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .matches("[0-9:]{8} ERROR Command refused: rollout: '101' is neither .*; accepted: rollout off.*");
    }

    @Test
    void aFailedStartIsOneLineAndCode1() {
        EligoProcess end = EligoProcess.start(Map.of(), "run", "full-rebuild");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines())
                .singleElement()
                .asString()
                .matches("[0-9:]{8} ERROR Start failed: No database is set. Set SPRING_DATASOURCE_URL.*");
    }

    @Test
    void aStartWithoutATemporaryFolderIsOneLineAndCode1() {
        var environment = new HashMap<>(EligoProcess.environmentFor(TestServers.migratedDatabase()));
        environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/nowhere/at/all");
        EligoProcess end = EligoProcess.start(environment, "--server.port=0");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.outputLines().stream()
                        .filter(line -> !line.contains(" INFO ") && !line.startsWith("Picked up JAVA_TOOL_OPTIONS")))
                .singleElement()
                .asString()
                .contains("java.io.tmpdir is '/nowhere/at/all'");
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
                                WHERE create_time BETWEEN now() - interval '1 h' AND now() AND end_time BETWEEN create_time AND now()
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
}
