package io.eligo.jobs;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/**
 * How a run ended. {@code summary} is what the job says of itself, {@code errors} the causes of a failure, each once.
 */
public record JobResult(long executionId, BatchStatus status, String summary, List<String> errors) {
    /** Where a job leaves its summary, in its execution context. */
    public static final String SUMMARY = "summary";

    public boolean completed() {
        return status == BatchStatus.COMPLETED;
    }

    static JobResult of(JobExecution execution) {
        List<String> errors = Stream.concat(
                        execution.getFailureExceptions().stream(),
                        execution.getStepExecutions().stream()
                                .map(StepExecution::getFailureExceptions)
                                .flatMap(List::stream))
                .map(JobResult::cause)
                .distinct()
                .toList();
        return new JobResult(
                execution.getId(),
                execution.getStatus(),
                execution.getExecutionContext().getString(SUMMARY, ""),
                errors);
    }

    private static String cause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
    }
}
