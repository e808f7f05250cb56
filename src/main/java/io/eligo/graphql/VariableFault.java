package io.eligo.graphql;

import graphql.GraphQLContext;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where inside a variable something does not fit its type: the engine says what, but names only the variable. */
record VariableFault(String path, String reason) {
    /** The first one; null if {@code value} fits. */
    static @Nullable VariableFault of(GraphQLType type, @Nullable Object value, String path) {
        if (type instanceof GraphQLNonNull needed) {
            return value == null
                    ? new VariableFault(path, "it cannot be null")
                    : of(needed.getWrappedType(), value, path);
        }
        if (value == null) {
            return null;
        }
        if (type instanceof GraphQLList list) {
            return inList(list.getWrappedType(), value, path);
        }
        return type instanceof GraphQLInputObjectType object
                ? inObject(object, value, path)
                : ofLeaf(type, value, path);
    }

    private static @Nullable VariableFault inList(GraphQLType type, Object value, String path) {
        if (!(value instanceof List<?> values)) {
            return of(type, value, path);
        }
        return first(IntStream.range(0, values.size())
                .mapToObj(i -> () -> of(type, values.get(i), String.format(Locale.ROOT, "%s[%d]", path, i))));
    }

    private static @Nullable VariableFault inObject(GraphQLInputObjectType type, Object value, String path) {
        if (!(value instanceof Map<?, ?> fields)) {
            return new VariableFault(path, "it must be an object");
        }
        for (Object name : fields.keySet()) {
            if (type.getFieldDefinition(String.valueOf(name)) == null) {
                return new VariableFault(path + "." + name, "there is no such field");
            }
        }
        return first(type.getFieldDefinitions().stream().map(field -> () -> ofField(field, fields, path)));
    }

    private static @Nullable VariableFault ofField(GraphQLInputObjectField field, Map<?, ?> fields, String path) {
        boolean leftToDefault = field.hasSetDefaultValue() && !fields.containsKey(field.getName());
        return leftToDefault ? null : of(field.getType(), fields.get(field.getName()), path + "." + field.getName());
    }

    private static @Nullable VariableFault ofLeaf(GraphQLType type, Object value, String path) {
        if (type instanceof GraphQLEnumType words) {
            return words.getValue(String.valueOf(value)) != null
                    ? null
                    : new VariableFault(
                            path,
                            "it is none of "
                                    + words.getValues().stream()
                                            .map(GraphQLEnumValueDefinition::getName)
                                            .collect(Collectors.joining(", ")));
        }
        try {
            ((GraphQLScalarType) type).getCoercing().parseValue(value, GraphQLContext.getDefault(), Locale.ROOT);
            return null;
        } catch (CoercingParseValueException e) {
            return new VariableFault(path, String.valueOf(e.getMessage()));
        }
    }

    private interface Part {
        @Nullable
        VariableFault fault();
    }

    private static @Nullable VariableFault first(Stream<Part> parts) {
        return parts.map(Part::fault).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
