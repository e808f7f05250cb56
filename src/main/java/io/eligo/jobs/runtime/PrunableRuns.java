package io.eligo.jobs.runtime;

import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records of runs: an instance with all its executions, selected by status and end of the last one. Look-ups become
 * slower as the history grows.
 */
final class PrunableRuns implements Prunable {
    // The newest run of each job is kept: operators compare with it, and it numbers the next run.
    private static final String PRUNABLE_INSTANCES = """
            FROM batch.batch_job_instance i
            JOIN LATERAL (SELECT * FROM batch.batch_job_execution e WHERE e.job_instance_id = i.job_instance_id
                          ORDER BY job_execution_id DESC LIMIT 1) AS last ON true
            WHERE last.end_time < ?::timestamptz AND (last.status = 'COMPLETED') = ?
              AND last.status NOT IN ('STARTING', 'STARTED', 'STOPPING')
              AND EXISTS (SELECT FROM batch.batch_job_instance newer
                          WHERE newer.job_name = i.job_name AND newer.job_instance_id > i.job_instance_id)
            """;

    // Children before parents, each by an index; job_progress is deleted with its instance.
    private static final List<String> DELETES = List.of(
            "DELETE FROM batch.batch_step_execution_context WHERE step_execution_id IN (SELECT step_execution_id FROM batch.batch_step_execution JOIN batch.batch_job_execution USING (job_execution_id) WHERE job_instance_id = ANY (?))",
            "DELETE FROM batch.batch_step_execution WHERE job_execution_id IN (SELECT job_execution_id FROM batch.batch_job_execution WHERE job_instance_id = ANY (?))",
            "DELETE FROM batch.batch_job_execution_context WHERE job_execution_id IN (SELECT job_execution_id FROM batch.batch_job_execution WHERE job_instance_id = ANY (?))",
            "DELETE FROM batch.batch_job_execution_params WHERE job_execution_id IN (SELECT job_execution_id FROM batch.batch_job_execution WHERE job_instance_id = ANY (?))",
            "DELETE FROM batch.batch_job_execution WHERE job_instance_id = ANY (?)",
            "DELETE FROM batch.batch_job_instance WHERE job_instance_id = ANY (?)");

    private final JdbcClient jdbc;
    private final String name;
    private final boolean completed;
    private final Duration keep;

    private PrunableRuns(JdbcClient jdbc, String name, boolean completed, Duration keep) {
        this.jdbc = jdbc;
        this.name = name;
        this.completed = completed;
        this.keep = keep;
    }

    @Configuration(proxyBeanMethods = false)
    static class PrunableRunsConfiguration {
        @Bean
        Prunable completedRuns(JdbcClient jdbc, RetentionSettings settings) {
            return new PrunableRuns(jdbc, "completed runs", true, settings.completedRuns());
        }

        @Bean
        Prunable failedRuns(JdbcClient jdbc, RetentionSettings settings) {
            return new PrunableRuns(jdbc, "other runs", false, settings.failedRuns());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration retentionPeriod() {
        return keep;
    }

    @Override
    public long countOlderThan(Instant than) {
        return jdbc.sql("SELECT count(*) " + PRUNABLE_INSTANCES)
                .params(Timestamp.from(than), completed)
                .query(Long.class)
                .single();
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        Long[] instances = jdbc.sql(
                        "SELECT i.job_instance_id " + PRUNABLE_INSTANCES + " ORDER BY i.job_instance_id LIMIT ?")
                .params(Timestamp.from(olderThan), completed, limit)
                .query(Long.class)
                .list()
                .toArray(Long[]::new);
        if (instances.length > 0) {
            DELETES.forEach(delete -> jdbc.sql(delete).param((Object) instances).update());
        }
        return instances.length;
    }
}
