package io.eligo.jobs.control;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobStarter;
import io.eligo.jobs.control.Execution.ExecutionPart;
import io.eligo.jobs.files.JobFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Queries of executions. They read the tables directly: through Spring Batch's repository a page costs several
 * statements per execution.
 */
@Component
public class Executions {
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

    private final JdbcClient jdbc;
    private final JobFiles files;
    private final JobStarter starter;

    Executions(JdbcClient jdbc, JobFiles files, JobStarter starter) {
        this.jdbc = jdbc;
        this.files = files;
        this.starter = starter;
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
        JdbcClient.StatementSpec query = jdbc.sql(
                        prefix + ExecutionRow.SELECT + """
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
        return jdbc.sql(ExecutionRow.SELECT + """
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
        return jdbc.sql(ExecutionRow.SELECT + "WHERE e.job_execution_id = :id")
                .param("id", id)
                .query(this::mapExecution)
                .optional()
                .map(execution -> execution.withParts(findParts(id)));
    }

    private List<ExecutionPart> findParts(long execution) {
        return jdbc.sql(
                        "SELECT * FROM batch.batch_step_execution WHERE job_execution_id = ? ORDER BY step_execution_id")
                .param(execution)
                .query(ExecutionRow::mapPart)
                .list();
    }

    private Execution mapExecution(ResultSet row, int n) throws SQLException {
        return ExecutionRow.map(row, starter::isRestartable);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
