package io.eligo.jobs.fullrebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.jobs.Jobs;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import io.eligo.servers.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A rebuild of the real data that is killed at random moments, each time started again by the same command. */
@EligoTest
@TestPropertySource(properties = "eligo.test.database=of-its-own")
class RestartTest {
    private static final int USERS = 2_404;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    Jobs jobs;

    @TempDir
    Path jobFiles;

    @Test
    void endsInTheTableOfAnUndisturbedRunAndReadsNothingTwice() throws IOException {
        assumeTrue(RealData.present(), RealData.MISSING);
        assertThat(jobs.run("import", Map.of("dir", RealData.folder().toString(), "reject-dir", "target/rejects"))
                        .completed())
                .isTrue();
        smallChunks();
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RestartTest: -Dseed=" + seed);
        // Far from the end: between the look at the progress and the kill the run goes on.
        new Random(seed).ints(3, 50, USERS * 60 / 100).sorted().forEach(this::killBehind);
        EligoProcess last = rebuild();
        assertThat(last.exitCode()).as("%s", last.lines()).isZero();

        assertThat(jdbc.sql(
                                "SELECT count(DISTINCT job_instance_id) FROM batch.batch_job_execution JOIN batch.batch_job_instance USING (job_instance_id) WHERE job_name = 'full-rebuild'")
                        .query(Integer.class)
                        .single())
                .as("runs of the job")
                .isEqualTo(1);
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM batch.batch_step_execution a JOIN batch.batch_step_execution b USING (step_name)"
                                        + " WHERE step_name LIKE 'range:%' AND a.status = 'COMPLETED' AND b.step_execution_id > a.step_execution_id")
                        .query(Integer.class)
                        .single())
                .as("finished partitions that were begun again")
                .isZero();
        assertThat(jdbc.sql("SELECT sum(read_count) FROM batch.batch_step_execution WHERE step_name LIKE 'range:%'")
                        .query(Integer.class)
                        .single())
                .as("users read, over all attempts")
                .isEqualTo(USERS);
        List<String> disturbed = table();
        jdbc.sql("TRUNCATE user_grants").update();
        assertThat(jobs.run("full-rebuild", Map.of()).summary()).startsWith(USERS + " users");
        assertThat(disturbed).hasSize(USERS).isEqualTo(table());
    }

    /** Kills the run once it has committed that many users, of all attempts together. */
    private void killBehind(int users) {
        EligoProcess run = rebuild();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> usersDone() >= users || !run.running());
        assertThat(run.running()).as("%s", run.lines()).isTrue();
        run.kill();
        assertThat(usersDone()).isLessThan(USERS);
    }

    private int usersDone() {
        return jdbc.sql("SELECT coalesce(sum(users), 0) FROM batch.job_progress")
                .query(Integer.class)
                .single();
    }

    private EligoProcess rebuild() {
        return EligoProcess.start(EligoProcess.on(database), "run", "full-rebuild", "--eligo.jobs.dir=" + jobFiles);
    }

    private void smallChunks() throws IOException {
        String file = Files.readString(Path.of("jobs/full-rebuild.yml"));
        Files.writeString(jobFiles.resolve("full-rebuild.yml"), file.replace("chunk: 1000", "chunk: 5"));
    }

    private List<String> table() {
        return jdbc.sql("SELECT user_id || offer_nos::text || relations::text FROM user_grants ORDER BY user_id")
                .query(String.class)
                .list();
    }
}
