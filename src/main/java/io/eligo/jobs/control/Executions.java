package io.eligo.jobs.control;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.CompletedRuns.RunWork;
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
import java.util.TreeSet;
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
            SELECT e.*, i.job_name, r.heartbeat_at, r.stop_requested_at, r.expires_at >= now() AS alive, l.requested_by, l.reason,
                (SELECT json_object_agg(parameter_name, parameter_value) FROM batch.batch_job_execution_params p
                 WHERE p.job_execution_id = e.job_execution_id AND parameter_name <> 'run') AS arguments,
                NOT EXISTS (SELECT FROM batch.batch_job_execution later
                            WHERE later.job_instance_id = e.job_instance_id AND later.job_execution_id > e.job_execution_id) AS last
            FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
            LEFT JOIN batch.run r ON r.job_execution_id = e.job_execution_id
            LEFT JOIN LATERAL (SELECT requested_by, reason FROM batch.launch
                               WHERE job_execution_id = e.job_execution_id ORDER BY id DESC LIMIT 1) l ON true
            """;

    // The newest matches, found by index. The array keeps the planner from walking through all executions instead.
    private static final String WITH_ARGUMENT = """
              AND e.job_execution_id = ANY (ARRAY(
                  SELECT job_execution_id FROM (
                      SELECT job_execution_id FROM batch.batch_job_execution_params
                      WHERE parameter_name <> 'run' AND (:name::text IS NULL OR parameter_name = :name)
                        AND lower("left"(parameter_value, 100)) COLLATE "C" >= lower(:value)
                        AND lower("left"(parameter_value, 100)) COLLATE "C" < lower(:value) || chr(1114111)
                      UNION ALL
                      SELECT job_execution_id FROM batch.launch
                      WHERE (:name::text IS NULL OR :name = 'reason') AND reason IS NOT NULL AND job_execution_id IS NOT NULL
                        AND to_tsvector('simple', reason) @@ plainto_tsquery('simple', :value)) AS match
                  WHERE :before::bigint IS NULL OR job_execution_id < :before
                  ORDER BY job_execution_id DESC LIMIT :matches))
            """;
    private static final int MAX_MATCHES = 10_000;

    /** Searched like an argument, although it belongs to the launch. */
    private static final String REASON = "reason";

    private static final String WORK_OF_RUNS = """
            SELECT coalesce(sum(work.rows), 0) AS rows, coalesce(sum(extract(epoch FROM e.end_time - e.start_time)), 0) AS seconds
            FROM batch.batch_job_execution e,
                LATERAL (SELECT coalesce(sum(read_count) FILTER (WHERE step_name LIKE '%:%'), sum(read_count), 0) AS rows
                         FROM batch.batch_step_execution WHERE job_execution_id = e.job_execution_id) AS work
            """;
    private static final int RUNS_OF_ESTIMATE = 5;
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
            @Nullable Instant until,
            @Nullable ArgumentFilter argument) {
        public static final ExecutionFilter ALL = new ExecutionFilter(null, null, null, null, null);
    }

    /**
     * Executions with an argument that begins with the value, or whose reason contains all its words, both in any case.
     *
     * @param name an argument, or {@code reason}; null for any of them
     * @param value 1 to 100 characters
     */
    public record ArgumentFilter(@Nullable String name, String value) {
        public static final int MAX_LENGTH = 100;
    }

    /** The names that an {@link ArgumentFilter} may have, sorted. */
    public Set<String> searchableArguments() {
        var names = new TreeSet<String>(Set.of(REASON));
        files.all().values().forEach(file -> names.addAll(file.arguments().keySet()));
        return names;
    }

    /**
     * The newest executions first, without their parts.
     *
     * @param before only executions with a smaller id; null for the newest
     */
    public List<Execution> findNewest(ExecutionFilter filter, @Nullable Long before, int limit) {
        return newest("", filter, before, limit).query(this::mapExecution).list();
    }

    JdbcClient.StatementSpec newest(String prefix, ExecutionFilter filter, @Nullable Long before, int limit) {
        ArgumentFilter argument = filter.argument();
        JdbcClient.StatementSpec query = jdbc.sql(prefix + SELECT + """
                        WHERE (:job::text IS NULL OR i.job_name = :job) AND (:status::text IS NULL OR e.status = :status)
                          AND (:from::timestamptz IS NULL OR e.create_time >= :from::timestamptz)
                          AND (:until::timestamptz IS NULL OR e.create_time < :until::timestamptz)
                          AND (:before::bigint IS NULL OR e.job_execution_id < :before)
                        """ + (argument == null ? "" : WITH_ARGUMENT)
                        + "ORDER BY e.job_execution_id DESC LIMIT :limit")
                .param("job", filter.job())
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name())
                .param("from", timestamp(filter.from()))
                .param("until", timestamp(filter.until()))
                .param("before", before)
                .param("limit", limit);
        return argument == null
                ? query
                : query.param("name", argument.name())
                        .param("value", argument.value())
                        .param("matches", MAX_MATCHES);
    }

    /**
     * The executions that have failed, or that the loss guard has halted, since an instant, newest first and without parts.
     * An execution is found when its cause is stored, which follows its end.
     */
    public List<Execution> findFailedOrHalted(Instant since, int limit) {
        return jdbc.sql(SELECT + """
                        WHERE e.end_time >= :since AND (e.status = 'FAILED' OR e.status = 'STOPPED' AND e.exit_code = :halted)
                          AND (e.summary IS NOT NULL OR e.end_time < now() - interval '10 s')
                        ORDER BY e.end_time DESC, e.job_execution_id DESC LIMIT :limit
                        """)
                .param("since", Timestamp.from(since))
                .param("halted", JobResult.HALTED)
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
                        row.getString("error"),
                        row.getString("stack_trace")))
                .list();
    }

    /**
     * The estimated time until the execution ends, from the last five completed runs of its job: zero if it takes longer
     * than usual; null if it has ended, or if no run of the job has completed.
     *
     * @param execution with its parts
     */
    public @Nullable Duration estimateTimeLeft(Execution execution, Instant now) {
        if (!execution.isRunning()) {
            return null;
        }
        RunWork earlier = jdbc.sql(WORK_OF_RUNS + "WHERE e.job_instance_id = ? AND e.job_execution_id < ?")
                .params(execution.instance(), execution.id())
                .query(Executions::mapWork)
                .single();
        return new CompletedRuns(findCompletedRuns(execution.job()))
                .estimateTimeLeft(earlier.plus(new RunWork(execution.rows(), execution.duration(now))));
    }

    private List<RunWork> findCompletedRuns(String job) {
        return jdbc.sql(WORK_OF_RUNS + """
                        WHERE e.job_instance_id IN (
                            SELECT job_instance_id FROM batch.batch_job_instance i
                            WHERE job_name = ? AND EXISTS (SELECT FROM batch.batch_job_execution c
                                                           WHERE c.job_instance_id = i.job_instance_id AND c.status = 'COMPLETED')
                            ORDER BY job_instance_id DESC LIMIT ?)
                        GROUP BY e.job_instance_id
                        """)
                .params(job, RUNS_OF_ESTIMATE)
                .query(Executions::mapWork)
                .list();
    }

    private static RunWork mapWork(ResultSet row, int n) throws SQLException {
        return new RunWork(row.getLong("rows"), Duration.ofMillis(Math.round(row.getDouble("seconds") * 1e3)));
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
                findNewest(new ExecutionFilter(job, null, null, null, null), null, 1).stream()
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
        OffsetDateTime beat = row.getObject("heartbeat_at", OffsetDateTime.class);
        boolean stopRequested = row.getObject("stop_requested_at") != null;
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
                row.getString("requested_by"),
                row.getString("reason"),
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
