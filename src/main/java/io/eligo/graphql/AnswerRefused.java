package io.eligo.graphql;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** An answer that is not written to its end, with the error that the caller gets instead. Not worth a stack trace. */
final class AnswerRefused extends RuntimeException {
    private final transient GraphQLError error;

    private AnswerRefused(ErrorClassification classification, Map<String, Object> extensions, String message) {
        super(message, null, false, false);
        this.error = GraphqlErrorBuilder.newError()
                .errorType(classification)
                .message("%s", message)
                .extensions(extensions)
                .build();
    }

    static AnswerRefused tooManyBytes(int most) {
        return tooLarge(
                "answer", String.format(Locale.ROOT, "the answer has more than %d bytes: ask for less at once", most));
    }

    static AnswerRefused tooManyFields(int most) {
        return tooLarge(
                "answer-fields",
                String.format(Locale.ROOT, "the answer has more than %d fields: ask for less at once", most));
    }

    private static AnswerRefused tooLarge(String limit, String message) {
        return new AnswerRefused(ErrorType.BAD_REQUEST, Map.of("limit", limit), message);
    }

    static AnswerRefused tooManyAtOnce() {
        return new AnswerRefused(
                TimeIsUp.UNAVAILABLE,
                Map.of(),
                "too many large answers are under way: try again, or ask for less at once");
    }

    /** The one in the causes of {@code failure}; null if there is none. */
    static @Nullable AnswerRefused in(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof AnswerRefused)) {
            cause = cause.getCause();
        }
        return (AnswerRefused) cause;
    }

    GraphQLError error() {
        return error;
    }
}
