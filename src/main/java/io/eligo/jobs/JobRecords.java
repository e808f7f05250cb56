package io.eligo.jobs;

import java.util.List;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The records of how runs ended, in text, stored in addition to Spring Batch's own records. */
@Component
public class JobRecords {
    private final JdbcClient jdbc;
    private final JobRepository repository;

    JobRecords(JdbcClient jdbc, JobRepository repository) {
        this.jdbc = jdbc;
        this.repository = repository;
    }

    /** @throws JobRefused if there is no execution with this id */
    public JobExecution get(long execution) {
        try {
            JobExecution known = repository.getJobExecution(execution);
            if (known != null) {
                return known;
            }
        } catch (EmptyResultDataAccessException e) {
            // Spring Batch 6.0 throws instead of returning null.
        }
        throw new JobRefused("there is no execution " + execution);
    }

    /** Stores the run's summary and the failure causes of the run and of its partitions, with stack traces. */
    @Transactional
    void saveResult(JobExecution execution, JobResult result) {
        jdbc.sql("UPDATE batch.batch_job_execution SET summary = ?, error = ? WHERE job_execution_id = ?")
                .param(result.summary())
                .param(result.errors().isEmpty() ? null : storable(String.join("; ", result.errors())))
                .param(execution.getId())
                .update();
        for (StepExecution step : execution.getStepExecutions()) {
            if (!step.getFailureExceptions().isEmpty()) {
                Throwable failure = step.getFailureExceptions().get(0);
                jdbc.sql("UPDATE batch.batch_step_execution SET error = ?, stack_trace = ? WHERE step_execution_id = ?")
                        .param(storable(JobResult.rootCauseMessage(failure)))
                        .param(storable(StackTraces.of(failure)))
                        .param(step.getId())
                        .update();
            }
        }
    }

    /** PostgreSQL stores no NUL, and a message may quote input that holds one. */
    private static String storable(String text) {
        return StackTraces.maskSecrets(text).replace('\0', ' ');
    }

    /** Jobs with an execution recorded as running that no process holds. */
    List<String> findOrphanedJobs() {
        return jdbc.sql("""
                        SELECT DISTINCT i.job_name FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
                        WHERE e.status IN ('STARTING', 'STARTED', 'STOPPING') AND NOT EXISTS (SELECT FROM batch.run r WHERE r.job = i.job_name)
                        """).query(String.class).list();
    }
}
