package io.eligo.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.exactness.GrantsChecker;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A node that dies during a rebuild, and a node that is only slow. This node is the remaining worker. */
@EligoTest
@TestPropertySource(
        properties = {
            "test.database=of-dead-nodes",
            "eligo.nodes.heartbeat-interval=PT0.3S",
            "eligo.nodes.dead-after=PT3S",
        })
class DeadNodeRecoveryTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource source;

    @Autowired
    JdbcConnectionDetails database;

    private final List<EligoProcess> nodes = new ArrayList<>();
    private RebuildFixture users;

    @BeforeEach
    void usersInSmallChunks() throws IOException {
        users = new RebuildFixture(jdbc);
        users.insertUsers();
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(EligoProcess::kill);
    }

    @Test
    void theRunOfADeadNodeIsRecoveredAndRestartsAutomatically() {
        EligoProcess node = rebuilding();
        node.kill();
        assertThat(users.countDone()).isLessThan(RebuildFixture.USERS);

        Awaitility.await().atMost(LONG_ENOUGH).until(() -> users.countExecutions("COMPLETED") == 1);
        // On a busy machine the recovering node may miss a heartbeat too, and its run is recovered in turn.
        assertThat(users.countExecutions("FAILED")).isPositive();
        assertThat(jdbc.sql("SELECT count(DISTINCT node) FROM batch.batch_job_execution")
                        .query(Integer.class)
                        .single())
                .as("nodes that ran it")
                .isEqualTo(2);
        assertThat(GrantsChecker.check(source).differences()).isZero();
    }

    @Test
    void aSlowNodeWritesNothingAfterItHasLostItsRun() {
        EligoProcess node = rebuilding();
        node.pause();
        // If the slow node was paused after it had checked its run, its chunk's transaction locks the run row and it
        // keeps the run. If it was paused before that, another node takes over the run and then waits for the locks of
        // that transaction.
        Awaitility.await().pollDelay(Duration.ofSeconds(7)).until(() -> true);
        node.resume();
        int exit = node.exitCode();

        Awaitility.await().atMost(LONG_ENOUGH).until(() -> users.countExecutions("COMPLETED") == 1);
        boolean fenced = users.countExecutions("FAILED") > 0;
        System.out.println("DeadNodeRecoveryTest: slow node " + (fenced ? "fenced off" : "kept its run"));
        assertThat(exit != 0).as("%s", node.outputLines()).isEqualTo(fenced);
        assertThat(users.countExecutions("UNKNOWN") + users.countExecutions("STARTED"))
                .isZero();
        assertThat(GrantsChecker.check(source).differences()).isZero();
    }

    @Test
    void aNodeThatLostItsRunWritesNothing() {
        EligoProcess node = rebuilding();
        long execution = jdbc.sql("SELECT max(job_execution_id) FROM batch.batch_job_execution")
                .query(Long.class)
                .single();
        // The first action of a rescuer. It waits for the chunks that are being written.
        jdbc.sql(
                        "DELETE FROM batch.run WHERE job = 'full-rebuild' AND node = (SELECT node FROM batch.batch_job_execution WHERE status = 'STARTED')")
                .update();
        assertThat(node.exitCode()).as("%s", node.outputLines()).isNotZero();
        assertThat(node.outputLines()).anyMatch(line -> line.contains("was taken over by another node"));
        assertThat(users.countExecutions("FAILED")).isPositive();
        // Of that node: another one may have completed the run by now.
        assertThat(jdbc.sql("SELECT sum(read_count) FROM batch.batch_step_execution WHERE job_execution_id = ?")
                        .param(execution)
                        .query(Long.class)
                        .single())
                .isLessThan(RebuildFixture.USERS);
    }

    private EligoProcess rebuilding() {
        EligoProcess node = EligoProcess.start(
                EligoProcess.environmentFor(database),
                "run",
                "full-rebuild",
                "--eligo.jobs.full-rebuild.chunk-size=5",
                "--eligo.nodes.heartbeat-interval=PT0.3S",
                "--eligo.nodes.dead-after=PT3S");
        nodes.add(node);
        Awaitility.await()
                .atMost(LONG_ENOUGH)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> users.countDone() > 500 || !node.isRunning());
        assertThat(node.isRunning()).as("%s", node.outputLines()).isTrue();
        return node;
    }
}
