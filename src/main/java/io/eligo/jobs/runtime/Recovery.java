package io.eligo.jobs.runtime;

import io.eligo.platform.LogField;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Marks executions as failed that are recorded as running or UNKNOWN although no process runs them, so that they can
 * be restarted. The caller must hold the job's run lock: this class does not check for live nodes. Spring Batch's own
 * {@code recover} leaves UNKNOWN partitions unchanged, and a restart then refuses them.
 */
@Component
public class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final JobRepository repository;

    Recovery(JobRepository repository) {
        this.repository = repository;
    }

    /** Marks all executions of the job that are recorded as running. */
    @Transactional
    public void failOrphaned(String job) {
        failOrphaned(job, dead -> {});
    }

    /**
     * Marks all executions of the job that are recorded as running, and calls {@code restart} for each in the same transaction: an
     * execution whose restart cannot be enqueued stays recorded as running, and is found again.
     */
    @Transactional
    public void failOrphaned(String job, Consumer<JobExecution> restart) {
        for (JobExecution execution : List.copyOf(repository.findRunningJobExecutions(job))) {
            try (LogField.Entry field = LogField.EXECUTION.put(execution.getId())) {
                log.warn("Execution {} of {} orphaned, marking it failed", execution.getId(), job);
            }
            markFailed(execution, "the process died");
            restart.accept(execution);
        }
    }

    @Transactional
    public void markFailed(JobExecution execution, String why) {
        for (StepExecution step : execution.getStepExecutions()) {
            if (isUnfinished(step.getStatus())) {
                step.setStatus(BatchStatus.FAILED);
                step.setExitStatus(ExitStatus.FAILED.addExitDescription(why));
                step.setEndTime(LocalDateTime.now());
                repository.update(step);
            }
        }
        execution.setStatus(BatchStatus.FAILED);
        execution.setExitStatus(ExitStatus.FAILED.addExitDescription(why));
        execution.setEndTime(LocalDateTime.now());
        repository.update(execution);
    }

    public static boolean isUnfinished(BatchStatus status) {
        return status == BatchStatus.UNKNOWN || status.isRunning() || status == BatchStatus.STOPPING;
    }
}
