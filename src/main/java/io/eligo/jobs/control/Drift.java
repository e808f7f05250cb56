package io.eligo.jobs.control;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the last full rebuild had to put right though nobody had asked for it: on a healthy day nothing. From the records, so it
 * is the same on all nodes and after a restart.
 */
@Component
public class Drift {
    // One that trusts events is the outbox's, an unguarded one is launched because much has changed: that is work.
    // Rebuilds are
    // few among all those runs, so they are what is looked through.
    private static final String LATEST_REBUILD = """
            WITH rebuild AS MATERIALIZED (SELECT job_instance_id FROM batch.batch_job_instance WHERE job_name = 'full-rebuild')
            SELECT e.job_execution_id, e.end_time, coalesce(p.granted, 0) AS granted, coalesce(p.revoked, 0) AS revoked,
                coalesce(p.relations, 0) AS relations
            FROM (SELECT e.* FROM rebuild JOIN batch.batch_job_execution e USING (job_instance_id)
                  WHERE e.status = 'COMPLETED' AND NOT EXISTS (
                      SELECT FROM batch.batch_job_execution_params a
                      WHERE a.job_execution_id = e.job_execution_id AND a.parameter_name IN ('dry-run', 'unguarded', 'trust-events') AND a.parameter_value = 'true')
                  ORDER BY e.job_execution_id DESC LIMIT 1) AS e,
                LATERAL (SELECT sum(granted) AS granted, sum(revoked) AS revoked, sum(relations) AS relations FROM batch.job_progress
                         WHERE job_instance_id = e.job_instance_id) AS p
            """;

    private final JdbcClient jdbc;

    Drift(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * In grants, and in users whose relations alone were not right.
     *
     * @param execution that found it
     */
    public record DriftReport(long execution, Instant at, long granted, long revoked, long relations) {
        public long rows() {
            return granted + revoked + relations;
        }
    }

    /** Empty where no rebuild has completed yet, but for dry runs and those that the outbox has started after a change. */
    public Optional<DriftReport> findLatest() {
        return jdbc.sql(LATEST_REBUILD).query(Drift::mapReport).optional();
    }

    private static DriftReport mapReport(ResultSet row, int n) throws SQLException {
        return new DriftReport(
                row.getLong("job_execution_id"),
                Objects.requireNonNull(row.getTimestamp("end_time")).toInstant(),
                row.getLong("granted"),
                row.getLong("revoked"),
                row.getLong("relations"));
    }
}
