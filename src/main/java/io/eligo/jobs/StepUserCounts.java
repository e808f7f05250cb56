package io.eligo.jobs;

import io.eligo.grants.store.GrantCounts;
import java.util.List;
import java.util.Locale;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * The counts of a step of an incremental run so far, in users and grants. They are stored in the step execution and
 * summed up for the run.
 */
public final class StepUserCounts {
    private static final String FAILED_KEY = "putBack";
    private static final String GRANTED = "granted";
    private static final String REVOKED = "revoked";
    private static final String UNCHANGED = "unchanged";

    private long users;
    private long failed;
    private GrantCounts grantCounts = GrantCounts.ZERO;

    public void add(int reconciled, GrantCounts changes) {
        users += reconciled;
        grantCounts = grantCounts.plus(changes);
    }

    /** Counts users whose reconciliation failed and is retried later. */
    public void failed(int count) {
        failed += count;
    }

    /** Overwrites Spring Batch's write count: items are lists of users, but operators need the number of users. */
    public void save(StepExecution step, ExecutionContext context) {
        step.setReadCount(users + failed);
        step.setWriteCount(users);
        step.setWriteSkipCount(failed);
        context.putLong(FAILED_KEY, failed);
        context.putLong(GRANTED, grantCounts.granted());
        context.putLong(REVOKED, grantCounts.revoked());
        context.putLong(UNCHANGED, grantCounts.unchanged());
    }

    /**
     * Puts the total counts of all partitions of {@code step} into the run's summary.
     *
     * @return the exit status of the step
     */
    public static ExitStatus summarize(StepExecution step) {
        List<StepExecution> parts = step.getJobExecution().getStepExecutions().stream()
                .filter(part -> !part.getStepName().equals(step.getStepName()))
                .toList();
        step.getJobExecution().getExecutionContext().putString(JobResult.SUMMARY, summary(parts));
        return step.getExitStatus();
    }

    private static String summary(List<StepExecution> steps) {
        long back = sum(steps, FAILED_KEY);
        return String.format(
                Locale.ROOT,
                "%d users, %d granted, %d revoked, %d unchanged%s",
                steps.stream().mapToLong(StepExecution::getWriteCount).sum(),
                sum(steps, GRANTED),
                sum(steps, REVOKED),
                sum(steps, UNCHANGED),
                back == 0 ? "" : String.format(Locale.ROOT, "; %d users failed, their events are retried", back));
    }

    private static long sum(List<StepExecution> steps, String count) {
        return steps.stream()
                .mapToLong(step -> step.getExecutionContext().getLong(count, 0))
                .sum();
    }
}
