package io.eligo.jobs.control;

import io.eligo.jobs.control.CompletedRuns.RunWork;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How long runs of a job take: the time left of one, and what is usual. */
@Component
public class RunDurations {
    private static final String WORK_OF_RUNS = """
            SELECT coalesce(sum(work.rows), 0) AS rows, coalesce(sum(extract(epoch FROM e.end_time - e.start_time)), 0) AS seconds
            FROM batch.batch_job_execution e,
                LATERAL (SELECT coalesce(sum(read_count) FILTER (WHERE step_name LIKE '%:%'), sum(read_count), 0) AS rows
                         FROM batch.batch_step_execution WHERE job_execution_id = e.job_execution_id) AS work
            """;
    private static final int RUNS_OF_ESTIMATE = 5;
    private static final int MEDIAN_SAMPLE_SIZE = 20;

    private final JdbcClient jdbc;

    RunDurations(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
                .query(RunDurations::mapWork)
                .single();
        return new CompletedRuns(findCompletedRuns(execution.job()))
                .estimateTimeLeft(earlier.plus(new RunWork(execution.rows(), execution.duration(now))));
    }

    /** The median of the last completed runs; null if none has completed. */
    @Nullable
    Duration findMedianDuration(String job) {
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
                .query(RunDurations::mapWork)
                .list();
    }

    private static RunWork mapWork(ResultSet row, int n) throws SQLException {
        return new RunWork(row.getLong("rows"), Duration.ofMillis(Math.round(row.getDouble("seconds") * 1e3)));
    }
}
