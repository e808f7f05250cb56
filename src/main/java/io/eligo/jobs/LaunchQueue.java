package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.NodeRegistry;
import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The queue of launches for any node with the role worker. Launches are stored, so they survive the process that
 * requested them.
 */
@Component
public class LaunchQueue implements Prunable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final JobFiles files;
    private final NodeRegistry nodes;
    private final Duration retentionPeriod;

    LaunchQueue(JdbcClient jdbc, JobFiles files, NodeRegistry nodes, RetentionSettings retention) {
        this.jdbc = jdbc;
        this.files = files;
        this.nodes = nodes;
        this.retentionPeriod = retention.launches();
    }

    /** @param restartOf the execution to restart; null for a new run */
    record QueuedLaunch(
            long id,
            String job,
            Map<String, String> arguments,
            @Nullable Long restartOf) {}

    /**
     * The outcome of a launch.
     *
     * @param execution the id of the execution; null before it starts
     * @param refusal why the launch will not start; null if it was not refused
     */
    public record LaunchOutcome(
            @Nullable Long execution, @Nullable String refusal) {
        public boolean isKnown() {
            return execution != null || refusal != null;
        }
    }

    /**
     * @param reason why the launch was requested; null if none was given
     * @return the id of the launch
     * @throws BadArguments if the job or an argument is unknown or invalid
     * @throws JobRefused if no live node could run it
     */
    public long enqueue(String job, Map<String, String> arguments, String by, @Nullable String reason) {
        files.get(job).resolveArguments(job, arguments);
        return add(job, arguments, null, by, reason);
    }

    /** @throws JobRefused if no live node could run it */
    public long enqueueRestart(String job, long execution, String by, @Nullable String reason) {
        return add(job, Map.of(), execution, by, reason);
    }

    private long add(
            String job, Map<String, String> arguments, @Nullable Long restartOf, String by, @Nullable String reason) {
        if (!nodes.hasLiveNode(Roles.nameOf(Role.WORKER))) {
            throw new JobRefused("no live node has the role worker: start one with eligo.roles=worker");
        }
        return jdbc.sql(
                        "INSERT INTO batch.launch (job, arguments, restart_of, requested_by, reason) VALUES (?, ?::jsonb, ?, ?, ?) RETURNING id")
                .params(job, JSON.writeValueAsString(arguments))
                .param(restartOf)
                .param(by)
                .param(reason)
                .query(Long.class)
                .single();
    }

    public LaunchOutcome getOutcome(long launch) {
        return jdbc.sql("SELECT job_execution_id, refusal FROM batch.launch WHERE id = ?")
                .param(launch)
                .query((row, n) -> new LaunchOutcome(row.getObject(1, Long.class), row.getString(2)))
                .single();
    }

    /**
     * Claims the oldest launch that is unclaimed, or whose claim came to nothing before the launch started: the claiming node died, or
     * this node has claimed it and does not hold it any more.
     *
     * @param heldLaunches the launches that this node is running
     */
    Optional<QueuedLaunch> claimNext(Collection<Long> heldLaunches) {
        return jdbc.sql("""
                        UPDATE batch.launch SET claimed_by = :self, claimed_at = now()
                        WHERE id = (SELECT id FROM batch.launch l
                                    WHERE job_execution_id IS NULL AND refusal IS NULL AND id <> ALL (:heldLaunches)
                                      AND (claimed_by IS NULL OR claimed_by = :self
                                           OR NOT EXISTS (SELECT FROM batch.node n WHERE n.name = l.claimed_by AND n.expires_at > now() - interval '1 minute'))
                                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, job, arguments, restart_of
                        """)
                .param("self", nodes.self())
                .param("heldLaunches", heldLaunches.toArray(Long[]::new))
                .query((row, n) -> new QueuedLaunch(
                        row.getLong(1),
                        row.getString(2),
                        JSON.readValue(row.getString(3), new TypeReference<Map<String, String>>() {}),
                        row.getObject(4, Long.class)))
                .optional();
    }

    void markRefused(QueuedLaunch launch, String why) {
        jdbc.sql("UPDATE batch.launch SET refusal = ? WHERE id = ? AND job_execution_id IS NULL")
                .params(why, launch.id())
                .update();
    }

    @Override
    public String name() {
        return "launches";
    }

    @Override
    public Duration retentionPeriod() {
        return retentionPeriod;
    }

    @Override
    public long countOlderThan(Instant than) {
        return jdbc.sql("SELECT count(*) FROM batch.launch WHERE requested_at < ?")
                .param(Timestamp.from(than))
                .query(Long.class)
                .single();
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        return jdbc.sql(
                        "DELETE FROM batch.launch WHERE id IN (SELECT id FROM batch.launch WHERE requested_at < ? ORDER BY id LIMIT ?)")
                .params(Timestamp.from(olderThan), limit)
                .update();
    }
}
