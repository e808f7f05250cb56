package io.eligo.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.CompleteJourneyData;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A rebuild that is killed at random moments and started again each time by the same command. */
@EligoTest
@TestPropertySource(
        // Not a worker: its rescuer would recover and restart the runs that are killed here.
        properties = {"test.database=of-its-own", "eligo.roles=console"})
class FullRebuildRestartTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource source;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    JobRunner jobs;

    @TempDir
    Path rejects;

    private int chunkSize;

    @BeforeEach
    void deleteUsersAndRuns() {
        TableCleaner.empty(
                jdbc,
                "merchant, offer, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program, batch.batch_job_instance");
    }

    @Test
    void endsWithTheTableOfAnUninterruptedRunAndReadsNothingTwice() throws IOException {
        assumeTrue(CompleteJourneyData.isPresent(), CompleteJourneyData.MISSING);
        assertThat(jobs.run(
                                "import",
                                Map.of(
                                        "dir",
                                        CompleteJourneyData.folder().toString(),
                                        "reject-dir",
                                        rejects.toString()))
                        .isCompleted())
                .isTrue();
        killThreeTimes(2_404, 5);
    }

    @Test
    @Tag("long")
    void endsWithTheSameTableAtAMillionUsers() throws IOException {
        assertThat(jobs.run("demo-data", Map.of("users", "1000000", "merchants", "2000", "offers", "10000"))
                        .isCompleted())
                .isTrue();
        killThreeTimes(1_000_000, 1_000);
    }

    private void killThreeTimes(int users, int newChunkSize) throws IOException {
        chunkSize = newChunkSize;
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RestartTest: -Dseed=" + seed);
        // Far from the end, and slowly: the run continues between the progress query and the kill.
        jdbc.sql("""
                CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NULL; END $$;
                CREATE TRIGGER slowly BEFORE INSERT ON user_grants FOR EACH STATEMENT EXECUTE FUNCTION slowly()
                """).update();
        new Random(seed).ints(3, 50, users * 6 / 10).sorted().forEach(moment -> killAfter(moment, users));
        jdbc.sql("DROP FUNCTION slowly() CASCADE").update();
        EligoProcess last = rebuild();
        assertThat(last.exitCode()).as("%s", last.outputLines()).isZero();

        assertThat(
                        number(
                                "SELECT count(DISTINCT job_instance_id) FROM batch.batch_job_execution JOIN batch.batch_job_instance USING (job_instance_id) WHERE job_name = 'full-rebuild'"))
                .as("runs of the job")
                .isEqualTo(1);
        assertThat(
                        number(
                                "SELECT count(*) FROM batch.batch_step_execution a JOIN batch.batch_step_execution b USING (step_name)"
                                        + " WHERE step_name LIKE 'range:%' AND a.status = 'COMPLETED' AND b.step_execution_id > a.step_execution_id"))
                .as("finished partitions that were started again")
                .isZero();
        assertThat(number("SELECT sum(read_count) FROM batch.batch_step_execution WHERE step_name LIKE 'range:%'"))
                .as("users read, over all attempts")
                .isEqualTo(users);
        assertThat(GrantsChecker.check(source).differences()).isZero();
        String disturbed = table();
        TableCleaner.updateWithRetry(jdbc, "TRUNCATE user_grants");
        assertThat(jobs.run("full-rebuild", Map.of()).summary()).startsWith(users + " users");
        assertThat(disturbed).startsWith(users + " ").isEqualTo(table());
    }

    /** Kills the run once all attempts together have committed this number of users. */
    private void killAfter(int moment, int users) {
        EligoProcess run = rebuild();
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> usersDone() >= moment || !run.isRunning());
        assertThat(run.isRunning()).as("%s", run.outputLines()).isTrue();
        run.kill();
        assertThat(usersDone()).isLessThan(users);
    }

    private int usersDone() {
        return number("SELECT coalesce(sum(users), 0) FROM batch.job_progress WHERE partition LIKE 'range:%'");
    }

    private EligoProcess rebuild() {
        return EligoProcess.start(
                EligoProcess.environmentFor(database),
                "run",
                "full-rebuild",
                "--eligo.jobs.full-rebuild.chunk-size=" + chunkSize,
                "--eligo.nodes.heartbeat-interval=PT0.3S",
                "--eligo.nodes.dead-after=PT1.5S");
    }

    private String table() {
        return jdbc.sql(
                        "SELECT count(*) || ' ' || sum(hashtextextended(user_id || offer_nos::text || relations::text, 0)) FROM user_grants")
                .query(String.class)
                .single();
    }

    private int number(String query) {
        return jdbc.sql(query).query(Integer.class).single();
    }
}
