package io.eligo.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.platform.Node;
import io.eligo.platform.connections.ReservedConnections;
import io.eligo.servers.EligoTest;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nodes with different settings, such as a job on the command line beside servers that expect frequent heartbeats. */
@EligoTest
class RunExpiryTest {
    private static final String JOB = "run-expiry-test";
    private static final NodeSettings SHORT = new NodeSettings(Duration.ofMillis(100), Duration.ofMillis(300));
    private static final NodeSettings LONG = new NodeSettings(Duration.ofMinutes(1), Duration.ofMinutes(3));

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ReservedConnections reserved;

    @Autowired
    Node node;

    @BeforeEach
    @AfterEach
    void deleteRun() {
        jdbc.sql("DELETE FROM batch.run WHERE job = ?").param(JOB).update();
    }

    @Test
    void aRunExpiresByTheSettingsOfItsOwnNode() {
        assertThat(registry(LONG).acquire(JOB, null)).isPresent();
        letTimeToLivePass(SHORT);
        assertThat(registry(SHORT).findDeadJobs()).doesNotContain(JOB);
        assertThat(registry(SHORT).findHolder(JOB))
                .hasValueSatisfying(holder -> assertThat(holder.dead()).isFalse());
        assertThat(registry(SHORT).acquireFromDeadNode(JOB, null)).isEmpty();
    }

    @Test
    void aHeartbeatExtendsARunByTheSettingsOfItsOwnNode() {
        RunLock run = registry(SHORT).acquire(JOB, null).orElseThrow();
        letTimeToLivePass(SHORT);
        assertThat(registry(LONG).findDeadJobs()).contains(JOB);
        registry(LONG).recordHeartbeat(List.of(run));
        letTimeToLivePass(SHORT);
        assertThat(registry(SHORT).findDeadJobs()).doesNotContain(JOB);
    }

    @Test
    void aNodeThatTakesOverARunStatesItsOwnExpiry() {
        assertThat(registry(SHORT).acquire(JOB, null)).isPresent();
        letTimeToLivePass(SHORT);
        assertThat(registry(LONG).acquireFromDeadNode(JOB, null)).isPresent();
        letTimeToLivePass(SHORT);
        assertThat(registry(SHORT).acquireFromDeadNode(JOB, null)).isEmpty();
    }

    private RunLocks registry(NodeSettings settings) {
        return new RunLocks(jdbc, reserved, settings, node);
    }

    private static void letTimeToLivePass(NodeSettings settings) {
        Awaitility.await().pollDelay(settings.deadAfter().plusMillis(50)).until(() -> true);
    }
}
