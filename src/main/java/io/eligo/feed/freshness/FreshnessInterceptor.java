package io.eligo.feed.freshness;

import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.TransientErrorType;
import io.eligo.outbox.FreshnessToken;
import io.eligo.rollout.ResolverPath;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads the header {@code Eligo-Freshness}, writes {@code extensions.freshness}, and times requests that read offers. */
@Component
@Order(1)
class FreshnessInterceptor implements WebGraphQlInterceptor {
    private static final String HEADER = "Eligo-Freshness";
    private static final Set<String> SERVER_ERRORS =
            Set.of("INTERNAL_ERROR", "TIMEOUT", "UNAVAILABLE", "DataFetchingException", "NullValueInNonNullableField");

    private final OfferQueryMetrics metrics;

    FreshnessInterceptor(OfferQueryMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        long began = System.nanoTime();
        Freshness freshness;
        try {
            freshness = new Freshness(parseToken(request.getHeaders().getFirst(HEADER)));
        } catch (IllegalArgumentException e) {
            return Mono.just(errorResponse(request, HEADER + ": " + e.getMessage()));
        }
        request.configureExecutionInput((input, builder) ->
                builder.graphQLContext(Map.of(Freshness.class, freshness)).build());
        return chain.next(request)
                .doOnError(failure -> recordFailure(freshness, failure))
                .map(response -> {
                    Map<String, Object> extension = freshness.toExtension();
                    if (hasServerError(response)) {
                        recordError(freshness);
                    } else if (extension != null) {
                        metrics.recordDuration(
                                freshness.source(), System.nanoTime() - began, freshness.token() == null);
                    }
                    return extension == null
                            ? response
                            : response.transform(builder -> builder.extensions(Map.of("freshness", extension)));
                });
    }

    /** A response that its caller requests too large is no error, and one that waits for memory says nothing about its path. */
    private void recordFailure(Freshness freshness, Throwable failure) {
        ResponseLimitExceeded limit = ResponseLimitExceeded.findCause(failure);
        ResolverPath path = freshness.path();
        if (limit == null) {
            recordError(freshness);
        } else if (path != null && limit.error().getErrorType() == TransientErrorType.UNAVAILABLE) {
            metrics.recordOverload(path);
        }
    }

    private void recordError(Freshness freshness) {
        ResolverPath path = freshness.path();
        if (path != null) {
            metrics.recordError(path);
        }
    }

    /** Whether the caller is not at fault. Compared by name, because the classifications are of three types. */
    private static boolean hasServerError(WebGraphQlResponse response) {
        for (ResponseError error : response.getErrors()) {
            if (SERVER_ERRORS.contains(String.valueOf(error.getErrorType()))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable FreshnessToken parseToken(@Nullable String header) {
        return header == null ? null : FreshnessToken.parse(header.strip());
    }

    private static WebGraphQlResponse errorResponse(WebGraphQlRequest request, String message) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(GraphqlErrorBuilder.newError()
                        .errorType(ErrorType.BAD_REQUEST)
                        .message("%s", message)
                        .extensions(Map.of("argument", HEADER))
                        .build())
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }
}
