package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.Executions.ArgumentFilter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks what operators search executions for, in the console and over GraphQL. */
@Component
public class ExecutionSearch {
    private static final String ARGUMENT = "argument";

    private final Executions executions;

    ExecutionSearch(Executions executions) {
        this.executions = executions;
    }

    /**
     * The filter for an argument.
     *
     * @param name an argument of a job, or {@code reason}; null or blank for any of them
     * @throws ClientError naming what is malformed
     */
    public ArgumentFilter parse(@Nullable String name, String value) {
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
