package io.eligo.api.limits;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** An answer that is not written to its end, with the error that the caller gets instead. Not worth a stack trace. */
public final class ResponseLimitExceeded extends RuntimeException {
    private final transient GraphQLError error;

    private ResponseLimitExceeded(ErrorClassification classification, Map<String, Object> extensions, String message) {
        super(message, null, false, false);
        this.error = GraphqlErrorBuilder.newError()
                .errorType(classification)
                .message("%s", message)
                .extensions(extensions)
                .build();
    }

    static ResponseLimitExceeded tooManyBytes(int most) {
        return tooLarge(
                "answer", String.format(Locale.ROOT, "the answer has more than %d bytes: ask for less at once", most));
    }

    static ResponseLimitExceeded tooManyFields(int most) {
        return tooLarge(
                "answer-fields",
                String.format(Locale.ROOT, "the answer has more than %d fields: ask for less at once", most));
    }

    private static ResponseLimitExceeded tooLarge(String limit, String message) {
        return new ResponseLimitExceeded(ErrorType.BAD_REQUEST, Map.of("limit", limit), message);
    }

    static ResponseLimitExceeded tooManyLargeResponses() {
        return new ResponseLimitExceeded(
                TransientErrorType.UNAVAILABLE,
                Map.of(),
                "too many large answers are under way: try again, or ask for less at once");
    }

    /** The one in the causes of {@code failure}; null if there is none. */
    public static @Nullable ResponseLimitExceeded findCause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ResponseLimitExceeded)) {
            cause = cause.getCause();
        }
        return (ResponseLimitExceeded) cause;
    }

    public GraphQLError error() {
        return error;
    }
}
