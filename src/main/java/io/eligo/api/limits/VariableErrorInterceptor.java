package io.eligo.api.limits;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.InputMapDefinesTooManyFieldsException;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.execution.TypeFromAST;
import graphql.language.OperationDefinition;
import graphql.language.VariableDefinition;
import graphql.parser.Parser;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Adds the path of the field at fault to errors about variables, so that callers need not search a large input for it. */
@Component
@Order(1)
public class VariableErrorInterceptor implements WebGraphQlInterceptor {
    private final GraphQLSchema schema;

    VariableErrorInterceptor(GraphQlSource source) {
        this.schema = source.schema();
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request)
                .map(response -> response.getErrors().isEmpty() ? response : addPath(request, response));
    }

    private WebGraphQlResponse addPath(WebGraphQlRequest request, WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors().stream()
                .map(error -> isVariableError(error) ? addPath(request, error) : error)
                .toList();
        return response.transform(builder -> builder.errors(errors));
    }

    /** Whether an error is about a variable and its message begins with the name of the variable. */
    public static boolean isVariableError(GraphQLError error) {
        return error instanceof CoercingParseValueException
                || error instanceof NonNullableValueCoercedAsNullException
                || error instanceof InputMapDefinesTooManyFieldsException;
    }

    private GraphQLError addPath(WebGraphQlRequest request, GraphQLError error) {
        return operations(request)
                .flatMap(operation -> operation.getVariableDefinitions().stream())
                .map(variable -> findInvalid(variable, request.getVariables()))
                .filter(Objects::nonNull)
                .findFirst()
                .<GraphQLError>map(fault -> GraphqlErrorBuilder.newError()
                        .errorType(error.getErrorType())
                        .message("Variable '%s' has an invalid value: %s", fault.path(), fault.reason())
                        .locations(error.getLocations())
                        .extensions(Map.of("variable", TextSanitizer.sanitize(fault.path())))
                        .build())
                .orElse(error);
    }

    private static Stream<OperationDefinition> operations(WebGraphQlRequest request) {
        String name = request.getOperationName();
        return Parser.parse(request.getDocument()).getDefinitionsOfType(OperationDefinition.class).stream()
                .filter(operation -> name == null || name.isEmpty() || name.equals(operation.getName()));
    }

    private @Nullable InvalidVariablePath findInvalid(VariableDefinition variable, Map<String, Object> values) {
        GraphQLType type = TypeFromAST.getTypeFromAST(schema, variable.getType());
        boolean leftToDefault = variable.getDefaultValue() != null && !values.containsKey(variable.getName());
        return type == null || leftToDefault
                ? null
                : InvalidVariablePath.find(type, values.get(variable.getName()), variable.getName());
    }
}
