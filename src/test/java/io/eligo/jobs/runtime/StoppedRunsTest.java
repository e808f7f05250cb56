package io.eligo.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.JobControl;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Rebuilds that an operator stops at random moments and restarts. */
@EligoTest
@TestPropertySource(
        properties = {
            "test.database=of-runs-stopped-by-operators",
            "eligo.roles=console",
            "eligo.jobs.full-rebuild.chunk-size=20"
        })
class StoppedRunsTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    JobRunner jobs;

    @Autowired
    JobControl control;

    @Autowired
    Executions executions;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private RebuildFixture users;

    @BeforeEach
    void deleteAllGrants() {
        users = new RebuildFixture(jdbc);
        users.insertUsers();
    }

    @AfterEach
    void cleanUp() {
        thread.shutdownNow();
    }

    @Test
    void everyStopEndsStoppedAndTheRestartCompletes() throws Exception {
        stopAtRandomMoments(3);
    }

    @Test
    @Tag("long")
    void aHundredStopsEndStoppedAndTheRestartsComplete() throws Exception {
        stopAtRandomMoments(100);
    }

    /** A repeated restart has no effect. It is refused only if the run has completed. */
    private void restart(long execution) {
        try {
            control.stop(execution);
        } catch (JobRefused e) {
            assertThat(e).hasMessageContaining("STOPPED");
        }
    }

    private void stopAtRandomMoments(int times) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("StoppedRunsTest: -Dseed=" + seed);
        var random = new Random(seed);
        var slowest = Duration.ZERO;
        List<Integer> doneUsers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            TableCleaner.empty(jdbc, "user_grants, batch.batch_job_instance");
            int moment = random.nextInt(RebuildFixture.USERS * 6 / 10);
            CompletableFuture<JobResult> run =
                    CompletableFuture.supplyAsync(() -> jobs.run("full-rebuild", Map.of()), thread);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> newestIsRunning() && users.countDone() >= moment);
            Execution running = newest();
            assertThat(running.possible()).contains(Execution.ExecutionAction.STOP);
            long asked = System.nanoTime();
            control.stop(running.id());
            restart(running.id());
            JobResult stopped = run.get(5, TimeUnit.MINUTES);
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            doneUsers.add(users.countDone());

            assertThat(stopped.status()).as("stopped after %d", moment).isEqualTo(BatchStatus.STOPPED);
            Execution known = executions.find(running.id()).orElseThrow();
            assertThat(known.status()).isEqualTo(BatchStatus.STOPPED);
            assertThat(known.parts())
                    .extracting(Execution.ExecutionPart::status)
                    .doesNotContain(BatchStatus.UNKNOWN);
            assertThat(known.possible())
                    .containsExactlyInAnyOrder(Execution.ExecutionAction.RESTART, Execution.ExecutionAction.ABANDON);

            assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
            assertThat(newest().instance()).isEqualTo(running.instance());
            assertThat(GrantsChecker.check(database).differences()).isZero();
        }
        System.out.printf(
                "StoppedRunsTest: %d stops, the slowest after %d ms, after users %s%n",
                times, slowest.toMillis(), doneUsers);
    }

    @Test
    void aRunThatIsTakenOverEndsFailedAndNotUnknown() throws Exception {
        CompletableFuture<JobResult> run =
                CompletableFuture.supplyAsync(() -> jobs.run("full-rebuild", Map.of()), thread);
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> newestIsRunning() && users.countDone() > 0);
        // Another node that considers this one dead takes over the run at once, after the chunks that are
        // being written.
        jdbc.sql("""
                WITH taken AS (DELETE FROM batch.run WHERE job = 'full-rebuild' RETURNING job_execution_id),
                     steps AS (UPDATE batch.batch_step_execution SET status = 'FAILED', version = version + 1
                               WHERE job_execution_id = (SELECT job_execution_id FROM taken) AND status IN ('STARTING', 'STARTED'))
                UPDATE batch.batch_job_execution SET status = 'FAILED', version = version + 1
                WHERE job_execution_id = (SELECT job_execution_id FROM taken)
                """).update();

        assertThat(run.get(5, TimeUnit.MINUTES).status()).isEqualTo(BatchStatus.FAILED);
        Execution failed = executions.find(newest().id()).orElseThrow();
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.parts()).extracting(Execution.ExecutionPart::status).doesNotContain(BatchStatus.UNKNOWN);
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(newest().instance()).isEqualTo(failed.instance());
    }

    @Test
    void endedRunsAreNotStoppedAndCompletedRunsAreNotAbandoned() {
        jobs.run("full-rebuild", Map.of());
        long completed = newest().id();
        assertThat(newest().possible()).isEmpty();
        assertThatThrownBy(() -> control.stop(completed))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("COMPLETED");
        assertThatThrownBy(() -> control.abandon(completed))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("COMPLETED");
        assertThatThrownBy(() -> control.recover(completed))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("nothing to recover");
        assertThatThrownBy(() -> control.stop(Long.MAX_VALUE))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("no execution");
    }

    @Test
    void anUnknownExecutionIsRecoveredAndThenRestarts() {
        jobs.run("full-rebuild", Map.of());
        long id = newest().id();
        jdbc.sql("UPDATE batch.batch_job_execution SET status = 'UNKNOWN' WHERE job_execution_id = ?")
                .param(id)
                .update();
        jdbc.sql(
                        "UPDATE batch.batch_step_execution SET status = 'UNKNOWN' WHERE job_execution_id = ? AND step_name IN ('range:000', 'compare')")
                .param(id)
                .update();
        assertThat(newest().possible()).containsExactly(Execution.ExecutionAction.RECOVER);
        assertThat(control.describeRecovery(id)).contains("UNKNOWN").contains("2 of its");
        control.recover(id);
        assertThat(newest().status()).isEqualTo(BatchStatus.FAILED);

        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        assertThat(newest().id()).isNotEqualTo(id);
        assertThat(executions.find(newest().id()).orElseThrow().parts())
                .extracting(Execution.ExecutionPart::name)
                .filteredOn(name -> name.startsWith("range:"))
                .containsExactly("range:000");
    }

    private boolean newestIsRunning() {
        return executions.findNewest(Executions.ExecutionFilter.ALL, null, 1).stream()
                .anyMatch(execution -> execution.status() == BatchStatus.STARTED);
    }

    private Execution newest() {
        return executions.findNewest(Executions.ExecutionFilter.ALL, null, 1).get(0);
    }
}
