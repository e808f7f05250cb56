package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.NodeRegistry;
import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is to be run by any node that runs jobs; written down, so that it outlives whoever asked for it. */
@Component
public class LaunchQueue {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final JobFiles files;
    private final NodeRegistry nodes;

    LaunchQueue(JdbcClient jdbc, JobFiles files, NodeRegistry nodes) {
        this.jdbc = jdbc;
        this.files = files;
        this.nodes = nodes;
    }

    /** @param restartOf the execution that is to go on; null for a new run */
    record QueuedLaunch(
            long id,
            String job,
            Map<String, String> arguments,
            @Nullable Long restartOf) {}

    /**
     * What has come of a launch.
     *
     * @param execution null while it has not begun
     * @param markRefused why it will not begin; null if nothing speaks against it
     */
    public record LaunchOutcome(
            @Nullable Long execution, @Nullable String refused) {
        public boolean isKnown() {
            return execution != null || refused != null;
        }
    }

    /**
     * @return the launch, by its number
     * @throws BadArguments if the job or an argument is unknown or does not fit
     * @throws NoWorker if there is no node that could run it
     */
    public long enqueue(String job, Map<String, String> arguments, String by) {
        files.get(job).resolveArguments(job, arguments);
        return add(job, arguments, null, by);
    }

    /** @throws NoWorker if there is no node that could run it */
    public long enqueueRestart(String job, long execution, String by) {
        return add(job, Map.of(), execution, by);
    }

    private long add(String job, Map<String, String> arguments, @Nullable Long restartOf, String by) {
        if (!nodes.hasLiveNode(Roles.nameOf(Role.WORKER))) {
            throw new NoWorkerAvailable();
        }
        return jdbc.sql(
                        "INSERT INTO batch.launch (job, arguments, restart_of, asked_by) VALUES (?, ?::jsonb, ?, ?) RETURNING id")
                .params(job, JSON.writeValueAsString(arguments))
                .param(restartOf)
                .param(by)
                .query(Long.class)
                .single();
    }

    public LaunchOutcome getOutcome(long launch) {
        return jdbc.sql("SELECT job_execution_id, refused FROM batch.launch WHERE id = ?")
                .param(launch)
                .query((row, n) -> new LaunchOutcome(row.getObject(1, Long.class), row.getString(2)))
                .single();
    }

    /** The oldest that nobody has taken, or whose taker died before it began. */
    Optional<QueuedLaunch> claimNext() {
        return jdbc.sql("""
                        UPDATE batch.launch SET taken_by = ?, taken_at = now()
                        WHERE id = (SELECT id FROM batch.launch l
                                    WHERE job_execution_id IS NULL AND refused IS NULL
                                      AND (taken_by IS NULL OR NOT EXISTS (SELECT FROM batch.node n WHERE n.name = l.taken_by AND n.seen_at > now() - interval '1 minute'))
                                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, job, arguments, restart_of
                        """)
                .param(nodes.self())
                .query((row, n) -> new QueuedLaunch(
                        row.getLong(1),
                        row.getString(2),
                        JSON.readValue(row.getString(3), new TypeReference<Map<String, String>>() {}),
                        row.getObject(4, Long.class)))
                .optional();
    }

    void markRefused(QueuedLaunch launch, String why) {
        jdbc.sql("UPDATE batch.launch SET refused = ? WHERE id = ? AND job_execution_id IS NULL")
                .params(why, launch.id())
                .update();
    }

    /** How many were asked for before. */
    public long countOlderThan(Instant than) {
        return jdbc.sql("SELECT count(*) FROM batch.launch WHERE asked_at < ?")
                .param(Timestamp.from(than))
                .query(Long.class)
                .single();
    }

    /** Forgets the oldest that were asked for before; how many. */
    public int prune(Instant before, int most) {
        return jdbc.sql(
                        "DELETE FROM batch.launch WHERE id IN (SELECT id FROM batch.launch WHERE asked_at < ? ORDER BY id LIMIT ?)")
                .params(Timestamp.from(before), most)
                .update();
    }
}
