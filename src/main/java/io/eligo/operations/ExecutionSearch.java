package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.Executions.ArgumentFilter;
import io.eligo.jobs.control.Executions.ExecutionFilter;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.stereotype.Component;

/** Makes a filter of executions from what operators search for, in the console and over GraphQL. */
@Component
public class ExecutionSearch {
    private static final String ARGUMENT = "argument";

    private final Executions executions;

    ExecutionSearch(Executions executions) {
        this.executions = executions;
    }

    /**
     * The filter for these values; null does not filter.
     *
     * @param job a job's name; no execution is found if there is no such job
     * @param status a status of an execution, in any case
     * @param from created at this instant or later
     * @param until created before this instant
     * @param argument an argument of a job, or {@code reason}; null or blank for any of them
     * @param value with which the argument begins, or the words of the reason; {@code argument} is ignored without it
     * @throws ClientError naming what is malformed
     */
    public ExecutionFilter filter(
            @Nullable String job,
            @Nullable String status,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String argument,
            @Nullable String value) {
        return new ExecutionFilter(
                job,
                status == null ? null : parseStatus(status),
                from,
                until,
                value == null ? null : argumentFilter(argument, value));
    }

    private static BatchStatus parseStatus(String text) {
        return Stream.of(BatchStatus.values())
                .filter(status -> status.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                        () -> ClientError.badArgument("status", String.format(Locale.ROOT, "'%s' is no status", text)));
    }

    private ArgumentFilter argumentFilter(@Nullable String name, String value) {
        String argument = name == null || name.isBlank() ? null : name.strip();
        Set<String> known = executions.searchableArguments();
        if (argument != null && !known.contains(argument)) {
            throw ClientError.badArgument(
                    ARGUMENT,
                    String.format(
                            Locale.ROOT,
                            "no job has the argument '%s'; accepted: %s",
                            argument,
                            String.join(", ", known)));
        }
        String text = value.strip();
        if (text.isEmpty()) {
            throw ClientError.badArgument(ARGUMENT, "the value must not be empty");
        }
        if (text.codePointCount(0, text.length()) > ArgumentFilter.MAX_LENGTH) {
            throw ClientError.badArgument(
                    ARGUMENT,
                    String.format(Locale.ROOT, "the value may have at most %d characters", ArgumentFilter.MAX_LENGTH));
        }
        return new ArgumentFilter(argument, text);
    }
}
