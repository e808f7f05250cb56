package io.eligo.offers;

import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import io.eligo.outbox.FreshnessToken;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads the header {@code Eligo-Freshness} and writes {@code extensions.freshness}; times what has one. */
@Component
@Order(1)
class FreshnessHeader implements WebGraphQlInterceptor {
    private static final String HEADER = "Eligo-Freshness";

    private final QueryTimes times;

    FreshnessHeader(QueryTimes times) {
        this.times = times;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        long began = System.nanoTime();
        Freshness freshness;
        try {
            freshness = new Freshness(token(request.getHeaders().getFirst(HEADER)));
        } catch (IllegalArgumentException e) {
            return Mono.just(refused(request, HEADER + ": " + e.getMessage()));
        }
        request.configureExecutionInput((input, builder) ->
                builder.graphQLContext(Map.of(Freshness.class, freshness)).build());
        return chain.next(request).map(response -> {
            Map<String, Object> extension = freshness.extension();
            if (extension == null) {
                return response;
            }
            times.took(freshness.source(), System.nanoTime() - began);
            return response.transform(builder -> builder.extensions(Map.of("freshness", extension)));
        });
    }

    private static @Nullable FreshnessToken token(@Nullable String header) {
        return header == null ? null : FreshnessToken.parse(header.strip());
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, String message) {
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
