package io.eligo.api;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/**
 * A response that is abandoned because it exceeds a limit, with the error that the caller gets instead. It has no stack trace.
 */
public final class ResponseLimitExceeded extends RuntimeException {
    /** Fields of a response. Bounds the work on lists without the arguments first and last, whose length no document tells. */
    public static final int MAX_FIELDS = 250_000;

    /** {@code limit} of a response that is abandoned because too many reads of the query-time path are in progress. */
    public static final String QUERY_TIME_READS = "query-time-reads";

    private final transient GraphQLError error;

    private ResponseLimitExceeded(ErrorClassification classification, Map<String, Object> extensions, String message) {
        super(message, null, false, false);
        this.error = GraphqlErrorBuilder.newError()
                .errorType(classification)
                .message("%s", message)
                .extensions(extensions)
                .build();
    }

    public static ResponseLimitExceeded tooManyBytes(int limit) {
        return tooLarge(
                "response-size",
                String.format(Locale.ROOT, "the response has more than %d bytes: request less at once", limit));
    }

    public static ResponseLimitExceeded tooManyFields(int limit) {
        return tooLarge(
                "response-fields",
                String.format(Locale.ROOT, "the response has more than %d fields: request less at once", limit));
    }

    private static ResponseLimitExceeded tooLarge(String limit, String message) {
        return new ResponseLimitExceeded(ErrorType.BAD_REQUEST, Map.of("limit", limit), message);
    }

    public static ResponseLimitExceeded tooManyQueryTimeReads() {
        return new ResponseLimitExceeded(
                TransientErrorType.UNAVAILABLE,
                Map.of("limit", QUERY_TIME_READS),
                "too many reads of the query-time path in progress: try again");
    }

    public static ResponseLimitExceeded tooManyLargeResponses() {
        return new ResponseLimitExceeded(
                TransientErrorType.UNAVAILABLE,
                Map.of(),
                "too many large responses in progress: try again, or request less at once");
    }

    /** The exception of this type among {@code failure} and its causes; null if there is none. */
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
