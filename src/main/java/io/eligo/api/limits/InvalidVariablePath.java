package io.eligo.api.limits;

import graphql.GraphQLContext;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first value within a variable that does not match its type: its path, the reason, and the search for it ({@link #find}). The
 * engine reports the reason, but names only the variable.
 */
record InvalidVariablePath(String path, String reason) {
    /** The first invalid value; null if {@code value} matches the type. */
    static @Nullable InvalidVariablePath find(GraphQLType type, @Nullable Object value, String path) {
        if (type instanceof GraphQLNonNull needed) {
            return value == null
                    ? new InvalidVariablePath(path, "it cannot be null")
                    : find(needed.getWrappedType(), value, path);
        }
        if (value == null) {
            return null;
        }
        if (type instanceof GraphQLList list) {
            return findInList(list.getWrappedType(), value, path);
        }
        return type instanceof GraphQLInputObjectType object
                ? findInObject(object, value, path)
                : findInLeaf(type, value, path);
    }

    private static @Nullable InvalidVariablePath findInList(GraphQLType type, Object value, String path) {
        if (!(value instanceof List<?> values)) {
            return find(type, value, path);
        }
        return findFirst(IntStream.range(0, values.size())
                .mapToObj(i -> () -> find(type, values.get(i), String.format(Locale.ROOT, "%s[%d]", path, i))));
    }

    private static @Nullable InvalidVariablePath findInObject(GraphQLInputObjectType type, Object value, String path) {
        if (!(value instanceof Map<?, ?> fields)) {
            return new InvalidVariablePath(path, "it must be an object");
        }
        for (Object name : fields.keySet()) {
            if (type.getFieldDefinition(String.valueOf(name)) == null) {
                return new InvalidVariablePath(path + "." + name, "unknown field" + AcceptedNames.describe(type));
            }
        }
        return findFirst(type.getFieldDefinitions().stream().map(field -> () -> findInField(field, fields, path)));
    }

    private static @Nullable InvalidVariablePath findInField(
            GraphQLInputObjectField field, Map<?, ?> fields, String path) {
        boolean leftToDefault = field.hasSetDefaultValue() && !fields.containsKey(field.getName());
        return leftToDefault ? null : find(field.getType(), fields.get(field.getName()), path + "." + field.getName());
    }

    private static @Nullable InvalidVariablePath findInLeaf(GraphQLType type, Object value, String path) {
        if (type instanceof GraphQLEnumType words) {
            return words.getValue(String.valueOf(value)) != null
                    ? null
                    : new InvalidVariablePath(path, "unknown value" + AcceptedNames.describe(words));
        }
        try {
            ((GraphQLScalarType) type).getCoercing().parseValue(value, GraphQLContext.getDefault(), Locale.ROOT);
            return null;
        } catch (CoercingParseValueException e) {
            return new InvalidVariablePath(path, String.valueOf(e.getMessage()));
        }
    }

    private interface VariableCheck {
        @Nullable
        InvalidVariablePath check();
    }

    private static @Nullable InvalidVariablePath findFirst(Stream<VariableCheck> parts) {
        return parts.map(VariableCheck::check)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
