package io.eligo.jobs.control;

import io.eligo.jobs.JobRecords;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.JobStarter;
import io.eligo.jobs.LaunchQueue;
import io.eligo.jobs.runtime.Recovery;
import io.eligo.jobs.runtime.RunLocks;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.stereotype.Component;

/** Operator actions on executions. An action completes or throws with a reason; it is never partially done. */
@Component
public class JobControl {
    private final JobRecords records;
    private final JobOperator operator;
    private final Recovery recovery;
    private final RunLocks runLocks;
    private final LaunchQueue launches;
    private final JobStarter starter;

    JobControl(
            JobRecords records,
            JobOperator operator,
            Recovery recovery,
            RunLocks runLocks,
            LaunchQueue launches,
            JobStarter starter) {
        this.records = records;
        this.operator = operator;
        this.recovery = recovery;
        this.runLocks = runLocks;
        this.launches = launches;
        this.starter = starter;
    }

    /**
     * Requests a stop at the end of the chunk. The execution can be restarted. Repeating the call has no effect.
     *
     * @throws JobRefused if the execution is not running
     */
    public void stop(long execution) {
        if (!runLocks.requestStop(execution)) {
            // The status is read after the stop was requested: an execution that has just ended is not an orphan.
            JobExecution known = records.get(execution);
            throw new JobRefused(
                    known.getStatus().isRunning() || known.getStatus() == BatchStatus.STOPPING
                            ? String.format(
                                    Locale.ROOT,
                                    "execution %d is recorded as %s but no process runs it: recover it",
                                    execution,
                                    known.getStatus())
                            : String.format(
                                    Locale.ROOT, "execution %d is %s and not running", execution, known.getStatus()));
        }
    }

    /**
     * Enqueues the restart of an execution that failed or was stopped, for any node with the role worker.
     *
     * @param reason why the restart was requested; null if no reason was given
     * @return the id of the launch
     * @throws JobRefused if the execution cannot be restarted
     */
    public long restart(long execution, String by, @Nullable String reason) {
        JobExecution known = records.get(execution);
        if (!JobStarter.isRestartable(known.getStatus())) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "execution %d is %s; only failed or stopped executions can be restarted",
                    execution,
                    known.getStatus()));
        }
        String job = known.getJobInstance().getJobName();
        if (!starter.isRestartable(job)) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "%s is never restarted; its next run does the remaining work of execution %d",
                    job,
                    execution));
        }
        return launches.enqueueRestart(job, execution, by, reason);
    }

    /**
     * The job instance of the execution.
     *
     * @throws JobRefused if there is no such execution
     */
    public long getInstanceId(long execution) {
        return records.get(execution).getJobInstanceId();
    }

    /**
     * Excludes an execution from any restart.
     *
     * @throws JobRefused if it is running or completed
     */
    public void abandon(long execution) {
        JobExecution known = records.get(execution);
        if (!JobStarter.isRestartable(known.getStatus())) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "execution %d is %s; only failed or stopped executions can be abandoned",
                    execution,
                    known.getStatus()));
        }
        try {
            operator.abandon(known);
        } catch (JobExecutionException e) {
            throw new JobRefused(String.valueOf(e.getMessage()));
        }
    }

    /** Describes in text what {@link #recover} would do. */
    public String describeRecovery(long execution) {
        JobExecution known = records.get(execution);
        long parts = known.getStepExecutions().stream()
                .filter(step -> Recovery.isUnfinished(step.getStatus()))
                .count();
        return String.format(
                Locale.ROOT,
                "marks execution %d, which is %s, and %d of its %d steps and partitions as FAILED; it can then be restarted, and finished partitions are not done again",
                execution,
                known.getStatus(),
                parts,
                known.getStepExecutions().size());
    }

    /**
     * Marks an execution failed that no process runs although it is recorded as running or UNKNOWN.
     *
     * @throws JobRefused if the job is running, or the execution needs no recovery
     */
    public void recover(long execution) {
        JobExecution known = records.get(execution);
        if (!Recovery.isUnfinished(known.getStatus())) {
            throw new JobRefused(
                    String.format(Locale.ROOT, "execution %d is %s: nothing to recover", execution, known.getStatus()));
        }
        String job = known.getJobInstance().getJobName();
        var taken = runLocks.acquire(job, null).or(() -> runLocks.acquireFromDeadNode(job, null));
        if (taken.isEmpty()) {
            throw new JobRefused(String.format(Locale.ROOT, "%s is running on a live node: stop it instead", job));
        }
        try {
            recovery.markFailed(records.get(execution), "recovered by an operator");
        } finally {
            runLocks.release(taken.get());
        }
    }
}
