package io.eligo.api.limits;

import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names that the schema accepts instead of an unknown enum value, argument or input field, for the text of an error. */
public final class AcceptedNames {
    // What precedes the name of the type in the messages of graphql-java.
    private static final List<String> BEFORE_TYPE =
            List.of("' is not a valid '", "' contains a field not in '", "' for type '");

    private final GraphQLSchema schema;

    public AcceptedNames(GraphQLSchema schema) {
        this.schema = schema;
    }

    /** Names separated by commas, after "; accepted: "; empty if the error is not about such a name. */
    public String describe(ValidationError error) {
        return error.getValidationErrorType() == ValidationErrorType.UnknownArgument
                ? describe(findArguments(error.getQueryPath()))
                : BEFORE_TYPE.stream()
                        .map(text -> findQuoted(error.getMessage(), text))
                        .filter(Objects::nonNull)
                        .map(name -> describe(schema.getType(name)))
                        .findFirst()
                        .orElse("");
    }

    /** The values or fields of this type, in the same form; empty for other types. */
    static String describe(@Nullable GraphQLType type) {
        if (type instanceof GraphQLEnumType words) {
            return describe(words.getValues());
        }
        return type instanceof GraphQLInputObjectType object ? describe(object.getFieldDefinitions()) : "";
    }

    private static String describe(List<? extends GraphQLNamedSchemaElement> accepted) {
        return accepted.isEmpty()
                ? ""
                : accepted.stream()
                        .map(GraphQLNamedSchemaElement::getName)
                        .collect(Collectors.joining(", ", "; accepted: ", ""));
    }

    private static @Nullable String findQuoted(String message, String before) {
        // The last one: text of the caller comes before it.
        int found = message.lastIndexOf(before);
        int end = found < 0 ? -1 : message.indexOf('\'', found + before.length());
        return end < 0 ? null : message.substring(found + before.length(), end);
    }

    /**
     * The arguments of the field at this path of names; empty if no operation has such a field. Within a named fragment the path
     * begins with the fragment's name.
     */
    private List<? extends GraphQLNamedSchemaElement> findArguments(@Nullable List<String> path) {
        if (path == null || path.isEmpty()) {
            return List.of();
        }
        return Stream.of(path, path.subList(1, path.size()))
                .flatMap(names -> Stream.of(
                                schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())
                        .filter(Objects::nonNull)
                        .map(root -> findField(root, names)))
                .filter(Objects::nonNull)
                .findFirst()
                .map(GraphQLFieldDefinition::getArguments)
                .orElse(List.of());
    }

    private static @Nullable GraphQLFieldDefinition findField(GraphQLObjectType root, List<String> path) {
        GraphQLType type = root;
        GraphQLFieldDefinition field = null;
        for (String name : path) {
            field = type instanceof GraphQLFieldsContainer container ? container.getFieldDefinition(name) : null;
            if (field == null) {
                return null;
            }
            type = GraphQLTypeUtil.unwrapAll(field.getType());
        }
        return field;
    }
}
