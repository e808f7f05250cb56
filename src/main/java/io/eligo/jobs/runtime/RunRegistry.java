package io.eligo.jobs.runtime;

import io.eligo.platform.ReservedConnections;
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
 * What runs: one row a job, over all nodes. The row is the right to run it. A node that gives no sign of life loses it, and
 * since each chunk asks for it in its own transaction, one that was only slow writes nothing more.
 */
@Component
public class RunRegistry {
    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final NodeSettings settings;
    private final String node;

    RunRegistry(JdbcClient jdbc, ReservedConnections reserved, NodeSettings settings, Node node) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.settings = settings;
        this.node = node.name();
    }

    /**
     * Of somebody's run, how things stand.
     *
     * @param beatAt its last sign of life: who sees another one knows that it lives
     * @param findDeadJobs whether that was so long ago that it is anybody's
     */
    public record RunHolder(Instant beatAt, boolean dead) {}

    /** Empty if somebody has it. */
    public Optional<LiveRun> acquire(String job, @Nullable Long launch) {
        var run = new LiveRun(job, UUID.randomUUID(), launch);
        return jdbc.sql("INSERT INTO batch.run (job, token, node) VALUES (?, ?, ?) ON CONFLICT (job) DO NOTHING")
                                .params(job, run.token(), node)
                                .update()
                        == 1
                ? Optional.of(run)
                : Optional.empty();
    }

    /** Takes the run of a node that is dead. Not one whose chunk is still being written: its transaction holds the row. */
    public Optional<LiveRun> acquireFromDeadNode(String job, @Nullable Long launch) {
        var run = new LiveRun(job, UUID.randomUUID(), launch);
        return jdbc.sql("""
                        UPDATE batch.run SET token = ?, node = ?, began_at = now(), beat_at = now(), stop_asked_at = NULL, job_execution_id = NULL
                        WHERE job = (SELECT job FROM batch.run WHERE job = ? AND beat_at < now() - ?::interval FOR UPDATE SKIP LOCKED)
                        """)
                                .params(
                                        run.token(),
                                        node,
                                        job,
                                        settings.deadAfter().toString())
                                .update()
                        == 1
                ? Optional.of(run)
                : Optional.empty();
    }

    /** Empty if nobody has it. */
    public Optional<RunHolder> findHolder(String job) {
        return jdbc.sql("SELECT beat_at, beat_at < now() - ?::interval AS dead FROM batch.run WHERE job = ?")
                .params(settings.deadAfter().toString(), job)
                .query((row, n) -> new RunHolder(
                        row.getObject("beat_at", OffsetDateTime.class).toInstant(), row.getBoolean("dead")))
                .optional();
    }

    /** Those whose node gave no sign of life for too long. */
    public List<String> findDeadJobs() {
        return jdbc.sql("SELECT job FROM batch.run WHERE beat_at < now() - ?::interval ORDER BY job")
                .param(settings.deadAfter().toString())
                .query(String.class)
                .list();
    }

    /** Writes down which execution the run is, before it does anything. */
    @Transactional
    public void attachExecution(LiveRun run, long execution) {
        jdbc.sql("UPDATE batch.run SET job_execution_id = ? WHERE token = ?")
                .params(execution, run.token())
                .update();
        jdbc.sql("UPDATE batch.batch_job_execution SET node = ? WHERE job_execution_id = ?")
                .params(node, execution)
                .update();
        if (run.launch() != null) {
            jdbc.sql("UPDATE batch.launch SET job_execution_id = ? WHERE id = ?")
                    .params(execution, run.launch())
                    .update();
        }
    }

    /** A sign of life of all these. */
    void recordHeartbeat(Collection<LiveRun> runs) {
        if (!runs.isEmpty()) {
            reserved.sql("UPDATE batch.run SET beat_at = now() WHERE token = ANY (?)")
                    .param(runs.stream().map(LiveRun::token).toArray(UUID[]::new))
                    .update();
        }
    }

    /**
     * Whether somebody has asked that the run stop; and until the caller's transaction ends, nobody takes the run from it.
     *
     * @throws RunLost if somebody has
     */
    @Transactional(propagation = Propagation.SUPPORTS)
    public boolean isStopRequested(LiveRun run) {
        return jdbc.sql("SELECT stop_asked_at IS NOT NULL FROM batch.run WHERE token = ? FOR KEY SHARE")
                .param(run.token())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new RunLost(run.job()));
    }

    /** Whether somebody has taken it. */
    public boolean isLost(LiveRun run) {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM batch.run WHERE token = ?)")
                .param(run.token())
                .query(Boolean.class)
                .single();
    }

    /** Asks a run to end behind its chunk; whether there is such a run. */
    public boolean requestStop(long execution) {
        return jdbc.sql(
                                "UPDATE batch.run SET stop_asked_at = coalesce(stop_asked_at, now()) WHERE job_execution_id = ?")
                        .param(execution)
                        .update()
                > 0;
    }

    public void release(LiveRun run) {
        jdbc.sql("DELETE FROM batch.run WHERE token = ?").param(run.token()).update();
    }
}
