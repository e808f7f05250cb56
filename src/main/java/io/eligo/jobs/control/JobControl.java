package io.eligo.jobs.control;

import io.eligo.jobs.JobRecords;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.LaunchQueue;
import io.eligo.jobs.runtime.Recovery;
import io.eligo.jobs.runtime.RunRegistry;
import java.util.Locale;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.stereotype.Component;

/** What can be done about executions. Each deed either is done or says why not; nothing is half done. */
@Component
public class JobControl {
    private final JobRecords records;
    private final JobOperator operator;
    private final Recovery recovery;
    private final RunRegistry runs;
    private final LaunchQueue launches;
    private final JobRunner jobs;

    JobControl(
            JobRecords records,
            JobOperator operator,
            Recovery recovery,
            RunRegistry runs,
            LaunchQueue launches,
            JobRunner jobs) {
        this.records = records;
        this.operator = operator;
        this.recovery = recovery;
        this.runs = runs;
        this.launches = launches;
        this.jobs = jobs;
    }

    /**
     * Asks a run to end behind its chunk; it can be restarted. A second time changes nothing.
     *
     * @throws JobRefused if it is not running
     */
    public void stop(long execution) {
        if (!runs.requestStop(execution)) {
            // Read after it was asked: one that has just ended is no orphan.
            JobExecution known = records.get(execution);
            throw new JobRefused(
                    known.getStatus().isRunning() || known.getStatus() == BatchStatus.STOPPING
                            ? String.format(
                                    Locale.ROOT,
                                    "execution %d says that it is %s, and nobody runs it: recover it",
                                    execution,
                                    known.getStatus())
                            : String.format(
                                    Locale.ROOT, "execution %d is %s and not running", execution, known.getStatus()));
        }
    }

    /**
     * Goes on with an execution that failed or was stopped, at any node that runs jobs.
     *
     * @return the launch, by its number
     * @throws JobRefused if it cannot go on
     */
    public long restart(long execution, String by) {
        JobExecution known = records.get(execution);
        if (known.getStatus() != BatchStatus.FAILED && known.getStatus() != BatchStatus.STOPPED) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "execution %d is %s; only what failed or was stopped can be restarted",
                    execution,
                    known.getStatus()));
        }
        String job = known.getJobInstance().getJobName();
        if (!jobs.isRestartable(job)) {
            throw new JobRefused(String.format(
                    Locale.ROOT, "%s is never restarted; its next run does what %d has left", job, execution));
        }
        return launches.enqueueRestart(job, execution, by);
    }

    /**
     * The run that the execution is one of.
     *
     * @throws JobRefused if there is no such execution
     */
    public long getInstanceId(long execution) {
        return records.get(execution).getJobInstanceId();
    }

    /**
     * Never to go on.
     *
     * @throws JobRefused if it is running, or completed
     */
    public void abandon(long execution) {
        JobExecution known = records.get(execution);
        if (known.getStatus() != BatchStatus.FAILED && known.getStatus() != BatchStatus.STOPPED) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "execution %d is %s; only what failed or was stopped can be abandoned",
                    execution,
                    known.getStatus()));
        }
        try {
            operator.abandon(known);
        } catch (JobExecutionException e) {
            throw new JobRefused(String.valueOf(e.getMessage()));
        }
    }

    /** What {@link #recover} would do, in words. */
    public String describeRecovery(long execution) {
        JobExecution known = records.get(execution);
        long parts = known.getStepExecutions().stream()
                .filter(step -> Recovery.isUnfinished(step.getStatus()))
                .count();
        return String.format(
                Locale.ROOT,
                "marks execution %d, which is %s, and %d of its %d steps and partitions as FAILED; then it can be restarted, and what is finished is not done again",
                execution,
                known.getStatus(),
                parts,
                known.getStepExecutions().size());
    }

    /**
     * Marks as failed what nobody runs, though its records say so or do not know.
     *
     * @throws JobRefused if somebody runs the job, or nothing is wrong with the execution
     */
    public void recover(long execution) {
        JobExecution known = records.get(execution);
        if (!Recovery.isUnfinished(known.getStatus())) {
            throw new JobRefused(String.format(
                    Locale.ROOT, "execution %d is %s: there is nothing to recover", execution, known.getStatus()));
        }
        String job = known.getJobInstance().getJobName();
        var taken = runs.acquire(job, null).or(() -> runs.acquireFromDeadNode(job, null));
        if (taken.isEmpty()) {
            throw new JobRefused(
                    String.format(Locale.ROOT, "%s is being run by a node that is alive: stop it instead", job));
        }
        try {
            recovery.markFailed(records.get(execution), "recovered by an operator");
        } finally {
            runs.release(taken.get());
        }
    }
}
