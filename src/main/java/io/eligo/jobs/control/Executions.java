package io.eligo.jobs.control;

import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.Execution.ExecutionAction;
import io.eligo.jobs.control.Execution.ExecutionPart;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.Recovery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queries of executions. They read the tables directly: through Spring Batch's repository a page costs several
 * statements per execution.
 */
@Component
public class Executions {
    private static final JsonMapper JSON = JsonMapper.shared();

    // Spring Batch stores times without a zone. They are in the time zone of this process, and so is the session.
    private static final String SELECT = """
            SELECT e.*, i.job_name, r.beat_at, r.stop_asked_at, r.expires_at >= now() AS alive,
                (SELECT json_object_agg(parameter_name, parameter_value) FROM batch.batch_job_execution_params p
                 WHERE p.job_execution_id = e.job_execution_id AND parameter_name <> 'run') AS arguments,
                NOT EXISTS (SELECT FROM batch.batch_job_execution later
                            WHERE later.job_instance_id = e.job_instance_id AND later.job_execution_id > e.job_execution_id) AS last
            FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
            LEFT JOIN batch.run r ON r.job_execution_id = e.job_execution_id
            """;
    private static final int MEDIAN_SAMPLE_SIZE = 20;

    private final JdbcClient jdbc;
    private final JobFiles files;
    private final JobSchedules schedules;
    private final JobRunner jobs;

    Executions(JdbcClient jdbc, JobFiles files, JobSchedules schedules, JobRunner jobs) {
        this.jdbc = jdbc;
        this.files = files;
        this.schedules = schedules;
        this.jobs = jobs;
    }

    /**
     * A filter of executions; null components do not filter.
     *
     * @param from created at this instant or later
     * @param until created before this instant
     */
    public record ExecutionFilter(
            @Nullable String job,
            @Nullable BatchStatus status,
            @Nullable Instant from,
            @Nullable Instant until) {
        public static final ExecutionFilter ALL = new ExecutionFilter(null, null, null, null);
    }

    /**
     * The newest executions first, without their parts.
     *
     * @param before only executions with a smaller id; null for the newest
     */
    public List<Execution> findNewest(ExecutionFilter filter, @Nullable Long before, int limit) {
        return jdbc.sql(SELECT + """
                        WHERE (:job::text IS NULL OR i.job_name = :job) AND (:status::text IS NULL OR e.status = :status)
                          AND (:from::timestamptz IS NULL OR e.create_time >= :from::timestamptz)
                          AND (:until::timestamptz IS NULL OR e.create_time < :until::timestamptz)
                          AND (:before::bigint IS NULL OR e.job_execution_id < :before)
                        ORDER BY e.job_execution_id DESC LIMIT :limit
                        """)
                .param("job", filter.job())
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name())
                .param("from", timestamp(filter.from()))
                .param("until", timestamp(filter.until()))
                .param("before", before)
                .param("limit", limit)
                .query(this::mapExecution)
                .list();
    }

    /** The execution with its parts. */
    public Optional<Execution> find(long id) {
        return jdbc.sql(SELECT + "WHERE e.job_execution_id = :id")
                .param("id", id)
                .query(this::mapExecution)
                .optional()
                .map(execution -> execution.withParts(findParts(id)));
    }

    private List<ExecutionPart> findParts(long execution) {
        return jdbc.sql(
                        "SELECT * FROM batch.batch_step_execution WHERE job_execution_id = ? ORDER BY step_execution_id")
                .param(execution)
                .query((row, n) -> new ExecutionPart(
                        row.getString("step_name"),
                        BatchStatus.valueOf(row.getString("status")),
                        row.getLong("read_count"),
                        row.getLong("write_count"),
                        row.getLong("filter_count"),
                        row.getLong("read_skip_count")
                                + row.getLong("process_skip_count")
                                + row.getLong("write_skip_count"),
                        instant(row, "start_time"),
                        instant(row, "end_time"),
                        instant(row, "last_updated"),
                        row.getString("error")))
                .list();
    }

    /** One overview for each job file. */
    public List<JobOverview> overview() {
        return files.all().entrySet().stream()
                .map(entry -> overview(entry.getKey(), entry.getValue()))
                .toList();
    }

    private JobOverview overview(String job, JobFile file) {
        boolean paused = schedules.isPaused(job);
        return new JobOverview(
                job,
                file,
                paused,
                paused ? null : schedules.findNextRun(job),
                findNewest(new ExecutionFilter(job, null, null, null), null, 1).stream()
                        .findFirst()
                        .orElse(null),
                findMedianDuration(job));
    }

    private @Nullable Duration findMedianDuration(String job) {
        Double seconds = jdbc.sql("""
                        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM end_time - start_time))
                        FROM (SELECT e.start_time, e.end_time FROM batch.batch_job_instance i JOIN batch.batch_job_execution e USING (job_instance_id)
                              WHERE i.job_name = ? AND e.status = 'COMPLETED' ORDER BY i.job_instance_id DESC LIMIT ?) AS newest
                        """)
                .params(job, MEDIAN_SAMPLE_SIZE)
                .query(Double.class)
                .optional()
                .orElse(null);
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private Execution mapExecution(ResultSet row, int n) throws SQLException {
        BatchStatus status = BatchStatus.valueOf(row.getString("status"));
        String arguments = row.getString("arguments");
        OffsetDateTime beat = row.getObject("beat_at", OffsetDateTime.class);
        boolean stopRequested = row.getObject("stop_asked_at") != null;
        return new Execution(
                row.getLong("job_execution_id"),
                row.getLong("job_instance_id"),
                row.getString("job_name"),
                status,
                Objects.requireNonNullElse(row.getString("exit_code"), ""),
                arguments == null ? Map.of() : JSON.readValue(arguments, new TypeReference<>() {}),
                Objects.requireNonNull(instant(row, "create_time")),
                instant(row, "start_time"),
                instant(row, "end_time"),
                Objects.requireNonNullElse(row.getString("summary"), ""),
                row.getString("error"),
                row.getString("node"),
                beat == null ? null : beat.toInstant(),
                stopRequested,
                List.of(),
                possibleActions(
                        status,
                        beat != null,
                        stopRequested,
                        row.getBoolean("last"),
                        jobs.isRestartable(row.getString("job_name"))));
    }

    private static Set<ExecutionAction> possibleActions(
            BatchStatus status, boolean run, boolean stopRequested, boolean last, boolean restartable) {
        var possible = EnumSet.noneOf(ExecutionAction.class);
        if (run && !stopRequested) {
            possible.add(ExecutionAction.STOP);
        }
        if (!run && Recovery.isUnfinished(status)) {
            possible.add(ExecutionAction.RECOVER);
        }
        if (last && !run && (status == BatchStatus.FAILED || status == BatchStatus.STOPPED)) {
            if (restartable) {
                possible.add(ExecutionAction.RESTART);
            }
            possible.add(ExecutionAction.ABANDON);
        }
        return possible;
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
