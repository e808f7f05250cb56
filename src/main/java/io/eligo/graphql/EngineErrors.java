package io.eligo.graphql;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.SerializationError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What graphql-java itself finds wrong, in the classifications that callers know: a document or variable that does not fit the
 * schema is their mistake, a value of ours that does not is not.
 */
@Component
@Order(0)
class EngineErrors implements WebGraphQlInterceptor {
    private static final Logger log = LoggerFactory.getLogger(EngineErrors.class);
    private static final List<ErrorType> OURS =
            List.of(ErrorType.DataFetchingException, ErrorType.NullValueInNonNullableField);
    private static final Pattern AT_FAULT = Pattern.compile("(argument|[Vv]ariable) '([^']+)'");
    // The value as graphql-java's own classes print it: nothing that the caller did not write himself.
    private static final Pattern VALUE =
            Pattern.compile(" with value '.*?' (?=is not a|must |is missing |contains )", Pattern.DOTALL);

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request)
                .map(response -> response.getErrors().isEmpty() ? response : translated(response))
                .onErrorResume(failure -> Mono.just(failed(request, failure)));
    }

    private static WebGraphQlResponse failed(WebGraphQlRequest request, Throwable failure) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(internal(failure, null))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    private static WebGraphQlResponse translated(WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors().stream()
                .map(EngineErrors::translated)
                .toList();
        return response.transform(builder -> builder.errors(errors));
    }

    private static GraphQLError translated(GraphQLError error) {
        ErrorClassification classification = error.getErrorType();
        if (classification instanceof org.springframework.graphql.execution.ErrorType
                || classification == TimeIsUp.TIMEOUT) {
            return error;
        }
        return OURS.contains(classification) ? internal(cause(error), error.getPath()) : callers(error);
    }

    private static GraphQLError callers(GraphQLError error) {
        String message = VALUE.matcher(error.getMessage()).replaceAll(" ");
        Matcher atFault = AT_FAULT.matcher(message);
        var answer = GraphqlErrorBuilder.newError()
                .errorType(org.springframework.graphql.execution.ErrorType.BAD_REQUEST)
                .message("%s", Quoted.of(message))
                .extensions(
                        atFault.find()
                                ? Map.of(atFault.group(1).toLowerCase(Locale.ROOT), Quoted.of(atFault.group(2)))
                                : Map.of());
        if (error.getLocations() != null) {
            answer.locations(error.getLocations());
        }
        return answer.build();
    }

    private static Throwable cause(GraphQLError error) {
        return error instanceof SerializationError serialization
                ? serialization.getException()
                : new IllegalStateException(error.getMessage());
    }

    private static GraphQLError internal(Throwable cause, @Nullable List<Object> path) {
        String id = UUID.randomUUID().toString();
        log.error("INTERNAL_ERROR for {} at {}", id, path, cause);
        var answer = GraphqlErrorBuilder.newError()
                .errorType(org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR)
                .message("INTERNAL_ERROR for %s", id);
        if (path != null) {
            answer.path(path);
        }
        return answer.build();
    }
}
