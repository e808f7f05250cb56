package io.eligo.api.endpoint;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.ClientError;
import io.eligo.api.limits.ErrorText;
import io.eligo.api.limits.LimitSettings;
import io.eligo.api.limits.TransientErrorType;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.stereotype.Component;

/**
 * How a refusal reads in the answer, a statement that took too long, and a database that cannot be asked now. Any other exception goes on to Spring's own resolvers: INTERNAL_ERROR with an id that
 * was logged together with the exception, and nothing else.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class GraphQlExceptionResolver extends DataFetcherExceptionResolverAdapter {
    private final Duration time;

    GraphQlExceptionResolver(LimitSettings limits) {
        this.time = limits.time();
    }

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable exception, DataFetchingEnvironment field) {
        if (exception instanceof QueryTimeoutException) {
            return GraphqlErrorBuilder.newError(field)
                    .errorType(TransientErrorType.TIMEOUT)
                    .message("not answered within %s", time)
                    .build();
        }
        if (!(exception instanceof ClientError clientError)) {
            String trouble = DatabaseUnavailable.messageFor(exception);
            return trouble == null
                    ? null
                    : GraphqlErrorBuilder.newError(field)
                            .errorType(TransientErrorType.UNAVAILABLE)
                            .message("%s", trouble)
                            .build();
        }
        String argument = clientError.argument();
        return GraphqlErrorBuilder.newError(field)
                .errorType(clientError.classification())
                .message("%s", ErrorText.sanitize(String.valueOf(clientError.getMessage())))
                .extensions(argument == null ? Map.of() : Map.of("argument", argument))
                .build();
    }
}
