package io.eligo.api.endpoint;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.SerializationError;
import graphql.validation.ValidationError;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.TransientErrorType;
import io.eligo.api.limits.AcceptedNames;
import io.eligo.api.limits.TextSanitizer;
import io.eligo.api.limits.VariableErrorInterceptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Translates errors of graphql-java to the classifications of the API. A document or variable that does not match the schema is
 * a client error; a resolved value that does not match the schema is an internal error.
 */
@Component
@Order(0)
public class EngineErrorTranslator implements WebGraphQlInterceptor {
    private static final Logger log = LoggerFactory.getLogger(EngineErrorTranslator.class);
    private static final List<ErrorType> SERVER_ERROR_TYPES =
            List.of(ErrorType.DataFetchingException, ErrorType.NullValueInNonNullableField);
    private static final List<String> KINDS = List.of("argument", "variable", "Variable");
    private static final String VALUE = " with value '";
    private static final List<String> AFTER_VALUE = List.of("' is not a", "' must ", "' is missing ", "' contains ");

    private final AcceptedNames acceptedNames;

    EngineErrorTranslator(GraphQlSource source) {
        this.acceptedNames = new AcceptedNames(source.schema());
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request)
                .map(response -> response.getErrors().isEmpty() ? response : translate(response))
                .onErrorResume(failure -> Mono.just(errorResponse(request, failure)));
    }

    /** A response with only the error that {@code failure} is translated to. */
    static WebGraphQlResponse errorResponse(WebGraphQlRequest request, Throwable failure) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(toGraphQlError(failure))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    private static GraphQLError toGraphQlError(Throwable failure) {
        ResponseLimitExceeded limitExceeded = ResponseLimitExceeded.findCause(failure);
        if (limitExceeded != null) {
            return limitExceeded.error();
        }
        String unavailableMessage = DatabaseUnavailable.messageFor(failure);
        return unavailableMessage == null ? internalError(failure, null) : unavailableError(unavailableMessage);
    }

    private static GraphQLError unavailableError(String message) {
        return GraphqlErrorBuilder.newError()
                .errorType(TransientErrorType.UNAVAILABLE)
                .message("%s", message)
                .build();
    }

    private WebGraphQlResponse translate(WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors().stream()
                .map(this::translate)
                .toList();
        return response.transform(builder -> builder.errors(errors));
    }

    private GraphQLError translate(GraphQLError error) {
        ErrorClassification classification = error.getErrorType();
        if (classification instanceof org.springframework.graphql.execution.ErrorType
                || classification instanceof TransientErrorType) {
            return error;
        }
        return SERVER_ERROR_TYPES.contains(classification)
                ? internalError(causeOf(error), error.getPath())
                : clientError(error);
    }

    private GraphQLError clientError(GraphQLError error) {
        String message = removeValue(error.getMessage());
        String accepted = error instanceof ValidationError invalid ? acceptedNames.describe(invalid) : "";
        var answer = GraphqlErrorBuilder.newError()
                .errorType(org.springframework.graphql.execution.ErrorType.BAD_REQUEST)
                .message("%s%s", TextSanitizer.sanitize(message), accepted)
                .extensions(faultExtensions(error, message));
        if (error.getLocations() != null) {
            answer.locations(error.getLocations());
        }
        return answer.build();
    }

    /**
     * Only these error types begin their message with the argument or variable at fault. In the messages of other types, the
     * same words may be text of the caller.
     */
    private static Map<String, Object> faultExtensions(GraphQLError error, String message) {
        Map<String, Object> known = error.getExtensions();
        if (known != null && !known.isEmpty()) {
            return known;
        }
        return error instanceof ValidationError || VariableErrorInterceptor.isVariableError(error)
                ? faultExtensions(message)
                : Map.of();
    }

    private static Map<String, Object> faultExtensions(String message) {
        String kind = "";
        int first = Integer.MAX_VALUE;
        for (String each : KINDS) {
            int begin = message.indexOf(each + " '");
            if (begin >= 0 && begin < first) {
                kind = each;
                first = begin;
            }
        }
        int name = kind.isEmpty() ? 0 : first + kind.length() + 2;
        int end = kind.isEmpty() ? -1 : message.indexOf('\'', name);
        return end > name
                ? Map.of(kind.toLowerCase(Locale.ROOT), TextSanitizer.sanitize(message.substring(name, end)))
                : Map.of();
    }

    /**
     * Removes the value, which graphql-java prints with its own classes, so that the message holds only what the caller wrote.
     * A regular expression is not used, because text of the caller could make it backtrack repeatedly.
     */
    private static String removeValue(String message) {
        int begin = message.indexOf(VALUE);
        if (begin < 0) {
            return message;
        }
        int end = Integer.MAX_VALUE;
        for (String after : AFTER_VALUE) {
            int found = message.indexOf(after, begin + VALUE.length());
            end = found < 0 ? end : Math.min(end, found);
        }
        return end == Integer.MAX_VALUE ? message : message.substring(0, begin) + message.substring(end + 1);
    }

    private static Throwable causeOf(GraphQLError error) {
        return error instanceof SerializationError serialization
                ? serialization.getException()
                : new IllegalStateException(error.getMessage());
    }

    private static GraphQLError internalError(Throwable cause, @Nullable List<Object> path) {
        String id = UUID.randomUUID().toString();
        log.error("Request failed, INTERNAL_ERROR for {} at {}", id, path, cause);
        var answer = GraphqlErrorBuilder.newError()
                .errorType(org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR)
                .message("INTERNAL_ERROR for %s", id);
        if (path != null) {
            answer.path(path);
        }
        return answer.build();
    }
}
