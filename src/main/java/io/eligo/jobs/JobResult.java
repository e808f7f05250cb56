package io.eligo.jobs;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.NestedExceptionUtils;

/**
 * How an execution ended. {@code summary} is the job's own summary, {@code errors} holds each distinct cause of a failure.
 * {@code halted} is true if the loss guard halted it: the summary says which revocations need an approval. None of them was made.
 */
public record JobResult(long executionId, BatchStatus status, boolean halted, String summary, List<String> errors) {
    /** The key of the job's summary in its execution context. */
    public static final String SUMMARY = "summary";

    /** The exit code of an execution that the loss guard halted. Its status is STOPPED. */
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
                .map(NestedExceptionUtils::getMostSpecificCause)
                // "A partition failed" is not a cause if the partition's own cause is known.
                .filter(cause -> failures.size() == 1 || !(cause instanceof JobExecutionException))
                .map(JobResult::rootCauseMessage)
                .distinct()
                .toList();
        return new JobResult(execution.getId(), execution.getStatus(), false, summary, errors);
    }

    /** The message of the deepest cause. */
    static String rootCauseMessage(Throwable error) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(error);
        return Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
    }
}
