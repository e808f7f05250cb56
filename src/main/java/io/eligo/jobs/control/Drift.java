package io.eligo.jobs.control;

import io.eligo.jobs.files.FullRebuildArguments;
import io.eligo.jobs.files.JobNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The differences that the last full rebuild corrected although no event had named them; there are
 * none if no change was missed. What was written until the first rebuild had completed is the initial build and no drift. Drift is computed
 * from the records, so it is the same on all nodes and after a restart.
 */
@Component
public class Drift {
    // Rebuilds with trust-events are started by the outbox, unguarded ones by an operator after many changes: their
    // differences are work, not drift. The query starts from the rebuilds because they are few among all runs.
    private static final String LATEST_REBUILD = """
            WITH rebuild AS MATERIALIZED (SELECT job_instance_id FROM batch.batch_job_instance WHERE job_name = ?)
            SELECT e.job_execution_id, e.end_time, coalesce(p.granted, 0) - coalesce(b.granted, 0) AS granted,
                coalesce(p.revoked, 0) - coalesce(b.revoked, 0) AS revoked, coalesce(p.relations, 0) - coalesce(b.relations, 0) AS relations,
                coalesce(b.granted + b.revoked + b.relations, 0) AS initial_rows, coalesce(p.grants, 0) AS grants
            FROM (SELECT e.* FROM rebuild JOIN batch.batch_job_execution e USING (job_instance_id)
                  WHERE e.status = 'COMPLETED' AND NOT EXISTS (
                      SELECT FROM batch.batch_job_execution_params a
                      WHERE a.job_execution_id = e.job_execution_id AND a.parameter_name = ANY (?) AND a.parameter_value = 'true')
                  ORDER BY e.job_execution_id DESC LIMIT 1) AS e
            LEFT JOIN batch.initial_build b USING (job_instance_id),
                LATERAL (SELECT sum(granted) AS granted, sum(revoked) AS revoked, sum(relations) AS relations,
                             sum(granted + unchanged) AS grants FROM batch.job_progress
                         WHERE job_instance_id = e.job_instance_id) AS p
            """;

    private final JdbcClient jdbc;

    Drift(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Drift in grants, and in users whose relations alone were wrong.
     *
     * @param execution the execution that found it
     * @param initialBuild the differences that its run wrote as the initial build; they are not drift
     * @param grants the number of grants that it compared and left
     */
    public record DriftReport(
            long execution, Instant at, long granted, long revoked, long relations, long initialBuild, long grants) {
        public long rows() {
            return granted + revoked + relations;
        }
    }

    /**
     * Empty if no rebuild has completed yet, other than dry runs and rebuilds that the outbox started after a change.
     */
    public Optional<DriftReport> findLatest() {
        return jdbc.sql(LATEST_REBUILD)
                .param(JobNames.FULL_REBUILD)
                .param(FullRebuildArguments.NO_AUDIT.toArray(String[]::new))
                .query(Drift::mapReport)
                .optional();
    }

    private static DriftReport mapReport(ResultSet row, int n) throws SQLException {
        return new DriftReport(
                row.getLong("job_execution_id"),
                Objects.requireNonNull(row.getTimestamp("end_time")).toInstant(),
                row.getLong("granted"),
                row.getLong("revoked"),
                row.getLong("relations"),
                row.getLong("initial_rows"),
                row.getLong("grants"));
    }
}
