package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.Heartbeat;
import io.eligo.jobs.runtime.Recovery;
import io.eligo.jobs.runtime.RunLock;
import io.eligo.jobs.runtime.RunLocks;
import io.eligo.jobs.runtime.RunLocks.RunHolder;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.platform.LogField;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Runs jobs: validates arguments against the job files, allows one run of a job at a time over all nodes, and resumes
 * runs that did not complete.
 */
@Component
public class JobRunner {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final long RETRY_DELAY_MS = 50;

    private final JobFiles files;
    private final JobStarter starter;
    private final Recovery recovery;
    private final JobRecords records;
    private final RunLocks runLocks;
    private final Heartbeat heartbeat;
    private final StopSignal stop;
    private final JobMetrics metrics;
    private final Spans spans;

    JobRunner(
            JobFiles files,
            List<Job> jobs,
            JobStarter starter,
            Recovery recovery,
            JobRecords records,
            RunLocks runLocks,
            Heartbeat heartbeat,
            StopSignal stop,
            JobMetrics metrics,
            Spans spans) {
        this.files = files;
        this.starter = starter;
        this.recovery = recovery;
        this.records = records;
        this.runLocks = runLocks;
        this.heartbeat = heartbeat;
        this.stop = stop;
        this.metrics = metrics;
        this.spans = spans;
        jobs.forEach(this::registerRunListener);
    }

    private void registerRunListener(Job job) {
        ((AbstractJob) job).registerJobExecutionListener(new JobExecutionListener() {
            @Override
            public void beforeJob(JobExecution execution) {
                LogField.EXECUTION.set(execution.getId());
                heartbeat
                        .findRunLock(job.getName())
                        .ifPresent(runLock -> runLocks.attachExecution(runLock, execution.getId()));
            }

            @Override
            public void afterJob(JobExecution execution) {
                LogField.EXECUTION.remove();
                // The node that took over the run has marked this node's execution FAILED. Spring Batch calls an
                // execution that this node cannot write any more UNKNOWN and would overwrite FAILED. The outcome is
                // known and nothing is left to recover.
                if (execution.getStatus() == BatchStatus.UNKNOWN
                        && heartbeat
                                .findRunLock(job.getName())
                                .filter(runLocks::isLost)
                                .isPresent()) {
                    execution.setStatus(BatchStatus.FAILED);
                }
            }
        });
    }

    /**
     * Runs a job to its end in this thread. If the last run with the same arguments did not complete and started
     * within the file's {@code resume-within}, that run is resumed and its finished partitions are not read again.
     *
     * @throws BadArguments if the job or an argument is unknown or invalid
     * @throws JobAlreadyRunning if the job is running, and still is after the file's {@code wait-for-active-run}
     */
    public JobResult run(String job, Map<String, String> arguments) {
        return run(job, arguments, null);
    }

    /** Runs a recorded launch. The launch stores the id of the resulting execution. */
    JobResult run(String job, Map<String, String> arguments, @Nullable Long launch) {
        Map<String, String> complete = files.get(job).resolveArguments(job, arguments);
        return runExclusively(job, launch, () -> starter.startOrResume(job, complete));
    }

    /**
     * Restarts an execution that failed or was stopped, in this thread. Its finished partitions are not read again.
     *
     * @throws JobRefused if the execution cannot be restarted
     * @throws JobAlreadyRunning if the job is running, and still is after the file's {@code wait-for-active-run}
     */
    JobResult restart(long id, @Nullable Long launch) {
        JobExecution execution = records.get(id);
        return runExclusively(execution.getJobInstance().getJobName(), launch, () -> starter.restart(execution));
    }

    /**
     * Marks executions left by dead nodes as failed, and calls {@code restart} for each in the same transaction. Does nothing if the job is
     * running or another node recovers it.
     */
    void recoverOrphaned(String job, Consumer<JobExecution> restart) {
        Optional<RunLock> taken = runLocks.acquire(job, null).or(() -> runLocks.acquireFromDeadNode(job, null));
        if (taken.isEmpty()) {
            return;
        }
        try {
            recovery.failOrphaned(job, restart);
        } finally {
            runLocks.release(taken.get());
        }
    }

    private interface ExecutionStarter {
        JobExecution start() throws JobExecutionException;
    }

    private JobResult runExclusively(String job, @Nullable Long launch, ExecutionStarter newExecution) {
        RunLock runLock = acquireRun(job, launch);
        heartbeat.register(runLock);
        stop.registerJob();
        try (LogField.Entry field = LogField.JOB.put(job)) {
            recovery.failOrphaned(job);
            return execute(job, newExecution);
        } catch (JobExecutionException e) {
            throw new IllegalStateException("launching " + job, e);
        } finally {
            stop.deregisterJob();
            heartbeat.deregister(runLock);
            runLocks.release(runLock);
        }
    }

    private JobResult execute(String job, ExecutionStarter newExecution) throws JobExecutionException {
        long began = System.nanoTime();
        try (TraceSpan span = spans.startOrBegin(SpanName.JOB)) {
            JobExecution execution = newExecution.start();
            JobResult result = JobResult.of(execution);
            span.attribute("eligo.job.name", job).attribute("eligo.job.execution", execution.getId());
            if (!result.isCompleted()) {
                span.fail(result.halted() ? "HALTED" : String.valueOf(result.status()));
            }
            metrics.recordEnd(job, execution, result, System.nanoTime() - began);
            recordResult(job, execution, result);
            return result;
        }
    }

    private void recordResult(String job, JobExecution execution, JobResult result) {
        try (LogField.Entry field = LogField.EXECUTION.put(execution.getId())) {
            logFailures(job, execution);
            if (result.halted()) {
                log.error("Execution {} of {} halted by the loss guard: {}", execution.getId(), job, result.summary());
            }
        }
        records.saveResult(execution, result);
    }

    // The node that holds the run may have died a moment ago. Every caller waits long enough to see a heartbeat or to
    // establish that there is none.
    private RunLock acquireRun(String job, @Nullable Long launch) {
        long deadline = System.nanoTime() + files.get(job).waitForActiveRun().toNanos();
        RunHolder first = null;
        while (true) {
            Optional<RunLock> runLock =
                    runLocks.acquire(job, launch).or(() -> runLocks.acquireFromDeadNode(job, launch));
            if (runLock.isPresent()) {
                return runLock.get();
            }
            RunHolder holder = runLocks.findHolder(job).orElse(null);
            first = first == null ? holder : first;
            boolean lives = first != null
                    && holder != null
                    && (holder.dead() || !holder.heartbeatAt().equals(first.heartbeatAt()));
            if (lives && System.nanoTime() >= deadline || !waitForRetry()) {
                throw new JobAlreadyRunning(job);
            }
        }
    }

    private static boolean waitForRetry() {
        try {
            Thread.sleep(RETRY_DELAY_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // The only place that logs a failure: Spring Batch's own steps log each failure twice and are switched off. For a
    // refusal or a stop, the run's last line is complete.
    private static void logFailures(String job, JobExecution execution) {
        execution.getFailureExceptions().stream()
                .filter(JobRunner::isFault)
                .forEach(failure -> log.error("Execution {} of {} failed", execution.getId(), job, failure));
        for (StepExecution step : execution.getStepExecutions()) {
            step.getFailureExceptions().stream()
                    .filter(JobRunner::isFault)
                    .forEach(failure -> log.error(
                            "Execution {} of {} failed in step {}",
                            execution.getId(),
                            job,
                            step.getStepName(),
                            failure));
        }
    }

    private static boolean isFault(Throwable failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        return !(cause instanceof JobRefused || cause instanceof JobInterruptedException);
    }
}
