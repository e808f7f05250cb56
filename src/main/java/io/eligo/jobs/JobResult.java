package io.eligo.jobs;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.step.StepExecution;

/**
 * How a run ended. {@code summary} is what the job says of itself, {@code errors} the causes of a failure, each once;
 * {@code halted} by its guard, which is a way of being stopped: nothing was taken away, and the summary says why.
 */
public record JobResult(long executionId, BatchStatus status, boolean halted, String summary, List<String> errors) {
    /** Where a job leaves its summary, in its execution context. */
    public static final String SUMMARY = "summary";

    /** The exit code of a run that was halted by its guard, beside the status STOPPED. */
    public static final String HALTED = "HALTED";

    public boolean isCompleted() {
        return status == BatchStatus.COMPLETED;
    }

    static JobResult of(JobExecution execution) {
        String summary = execution.getExecutionContext().getString(SUMMARY, "");
        if (execution.getExitStatus().getExitCode().equals(HALTED)) {
            return new JobResult(execution.getId(), execution.getStatus(), true, summary, List.of(summary));
        }
        List<Throwable> failures = Stream.concat(
                        execution.getStepExecutions().stream()
                                .map(StepExecution::getFailureExceptions)
                                .flatMap(List::stream),
                        execution.getFailureExceptions().stream())
                .toList();
        List<String> errors = failures.stream()
                .map(JobResult::rootCause)
                // That a partition failed is no cause, where the partition's own is known.
                .filter(cause -> failures.size() == 1 || !(cause instanceof JobExecutionException))
                .map(JobResult::rootCauseMessage)
                .distinct()
                .toList();
        return new JobResult(execution.getId(), execution.getStatus(), false, summary, errors);
    }

    /** The deepest cause, in its own words. */
    static String rootCauseMessage(Throwable error) {
        Throwable cause = rootCause(error);
        return Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
    }

    public static Throwable rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
