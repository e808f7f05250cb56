package io.eligo.api.endpoint;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.ClientError;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.TransientErrorType;
import io.eligo.api.limits.LimitSettings;
import io.eligo.api.limits.TextSanitizer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.stereotype.Component;

/**
 * Resolves client errors, statements that exceed the request deadline, and an unavailable database to errors of the response.
 * Other exceptions are left to the resolvers of Spring: the caller gets INTERNAL_ERROR with an id that is logged together with
 * the exception, and no other detail.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class GraphQlExceptionResolver extends DataFetcherExceptionResolverAdapter {
    private final Duration time;

    GraphQlExceptionResolver(LimitSettings limits) {
        this.time = limits.timeout();
    }

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable exception, DataFetchingEnvironment field) {
        if (exception instanceof QueryTimeoutException) {
            return GraphqlErrorBuilder.newError(field)
                    .errorType(TransientErrorType.TIMEOUT)
                    .message("not answered within %s", time)
                    .build();
        }
        if (exception instanceof ResponseLimitExceeded limitExceeded) {
            GraphQLError error = limitExceeded.error();
            // With its path: otherwise the engine reports the same field again, as null where null is not allowed.
            return GraphqlErrorBuilder.newError(field)
                    .errorType(error.getErrorType())
                    .message("%s", error.getMessage())
                    .extensions(error.getExtensions())
                    .build();
        }
        if (!(exception instanceof ClientError clientError)) {
            String unavailableMessage = DatabaseUnavailable.messageFor(exception);
            return unavailableMessage == null
                    ? null
                    : GraphqlErrorBuilder.newError(field)
                            .errorType(TransientErrorType.UNAVAILABLE)
                            .message("%s", unavailableMessage)
                            .build();
        }
        String argument = clientError.argument();
        return GraphqlErrorBuilder.newError(field)
                .errorType(clientError.classification())
                .message("%s", TextSanitizer.sanitize(String.valueOf(clientError.getMessage())))
                .extensions(argument == null ? Map.of() : Map.of("argument", argument))
                .build();
    }
}
