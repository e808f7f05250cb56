package io.eligo.jobs.runtime;

import io.eligo.platform.Node;
import io.eligo.platform.connections.ReservedConnections;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The run locks, in {@code batch.run}: one row for each job that runs, over all nodes. Only the node that the row names may write
 * for the job. A node whose heartbeat expires loses the row. Each chunk checks the row in its own transaction, so a node that was
 * only slow writes nothing after it has lost the row.
 */
@Component
public class RunLocks {
    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final String timeToLive;
    private final String node;

    RunLocks(JdbcClient jdbc, ReservedConnections reserved, NodeSettings settings, Node node) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.timeToLive = settings.deadAfter().toString();
        this.node = node.name();
    }

    /**
     * The state of an active run.
     *
     * @param heartbeatAt the last heartbeat; a later one proves that the node is alive
     * @param dead whether the heartbeat has expired, so that any node may take over the run
     */
    public record RunHolder(Instant heartbeatAt, boolean dead) {}

    /** Empty if a process already holds the run lock of the job. */
    public Optional<RunLock> acquire(String job, @Nullable Long launch) {
        var runLock = new RunLock(job, UUID.randomUUID(), launch);
        return jdbc.sql(
                                        "INSERT INTO batch.run (job, token, node, expires_at) VALUES (?, ?, ?, now() + ?::interval) ON CONFLICT (job) DO NOTHING")
                                .params(job, runLock.token(), node, timeToLive)
                                .update()
                        == 1
                ? Optional.of(runLock)
                : Optional.empty();
    }

    /**
     * Takes over the run of a dead node. Empty while a chunk of the run is still being written: the chunk's
     * transaction locks the row.
     */
    public Optional<RunLock> acquireFromDeadNode(String job, @Nullable Long launch) {
        var runLock = new RunLock(job, UUID.randomUUID(), launch);
        return jdbc.sql("""
                        UPDATE batch.run SET token = ?, node = ?, started_at = now(), heartbeat_at = now(), expires_at = now() + ?::interval, stop_requested_at = NULL, job_execution_id = NULL
                        WHERE job = (SELECT job FROM batch.run WHERE job = ? AND expires_at < now() FOR UPDATE SKIP LOCKED)
                        """).params(runLock.token(), node, timeToLive, job).update() == 1
                ? Optional.of(runLock)
                : Optional.empty();
    }

    /** Empty if no process holds the run lock of the job. */
    public Optional<RunHolder> findHolder(String job) {
        return jdbc.sql("SELECT heartbeat_at, expires_at < now() AS dead FROM batch.run WHERE job = ?")
                .param(job)
                .query((row, n) -> new RunHolder(
                        row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(), row.getBoolean("dead")))
                .optional();
    }

    /** The jobs whose heartbeat has expired. */
    public List<String> findDeadJobs() {
        return jdbc.sql("SELECT job FROM batch.run WHERE expires_at < now() ORDER BY job")
                .query(String.class)
                .list();
    }

    /** Stores the execution id of the run, before the run does anything. */
    @Transactional
    public void attachExecution(RunLock runLock, long execution) {
        jdbc.sql("UPDATE batch.run SET job_execution_id = ? WHERE token = ?")
                .params(execution, runLock.token())
                .update();
        jdbc.sql("UPDATE batch.batch_job_execution SET node = ? WHERE job_execution_id = ?")
                .params(node, execution)
                .update();
        if (runLock.launch() != null) {
            jdbc.sql("UPDATE batch.launch SET job_execution_id = ? WHERE id = ?")
                    .params(execution, runLock.launch())
                    .update();
        }
    }

    /** Stores a heartbeat for each of these runs. */
    void recordHeartbeat(Collection<RunLock> runs) {
        if (!runs.isEmpty()) {
            reserved.sql(
                            "UPDATE batch.run SET heartbeat_at = now(), expires_at = now() + ?::interval WHERE token = ANY (?)")
                    .params(timeToLive, runs.stream().map(RunLock::token).toArray(UUID[]::new))
                    .update();
        }
    }

    /**
     * Whether a stop of the run was requested. Locks the run's row until the caller's transaction ends, so that no
     * other node can take over the run before that.
     *
     * @throws RunLost if another node has taken over the run
     */
    @Transactional(propagation = Propagation.SUPPORTS)
    public boolean lockAndCheckStopRequest(RunLock runLock) {
        return jdbc.sql("SELECT stop_requested_at IS NOT NULL FROM batch.run WHERE token = ? FOR KEY SHARE")
                .param(runLock.token())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new RunLost(runLock.job()));
    }

    /** Whether another node has taken over the run. */
    public boolean isLost(RunLock runLock) {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM batch.run WHERE token = ?)")
                .param(runLock.token())
                .query(Boolean.class)
                .single();
    }

    /**
     * Requests a stop at the end of the chunk.
     *
     * @return whether such a run is active
     */
    public boolean requestStop(long execution) {
        return jdbc.sql(
                                "UPDATE batch.run SET stop_requested_at = coalesce(stop_requested_at, now()) WHERE job_execution_id = ?")
                        .param(execution)
                        .update()
                > 0;
    }

    public void release(RunLock runLock) {
        jdbc.sql("DELETE FROM batch.run WHERE token = ?").param(runLock.token()).update();
    }
}
