package io.eligo.api.limits;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Document;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.Node;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Location of a number that exceeds the {@link DigitLimit}. The search runs before the engine reads any number, so scalars,
 * including those of graphql-java, never process an oversized number.
 *
 * @param location {@code argument} or {@code variable}
 * @param path from the name of the argument or variable to the field or element
 */
public record OversizedNumber(String location, String path) {
    private static final String ARGUMENT = "argument";
    private static final String VARIABLE = "variable";

    /** The first oversized number in the variables of a request; null if there is none. */
    public static @Nullable OversizedNumber findInVariables(Map<String, ? extends @Nullable Object> variables) {
        return find(VARIABLE, variables, "");
    }

    /** The first oversized number in a request body, except in its entry {@code member}; null if there is none. */
    public static @Nullable OversizedNumber find(Map<String, ? extends @Nullable Object> body, String member) {
        return find(ARGUMENT, body, member);
    }

    private static @Nullable OversizedNumber find(
            String where, Map<String, ? extends @Nullable Object> values, String without) {
        for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
            String inside = value.getKey().equals(without) ? null : findPath(value.getValue());
            if (inside != null) {
                return new OversizedNumber(where, value.getKey() + inside);
            }
        }
        return null;
    }

    /** The first oversized literal of a document; null if there is none. */
    public static @Nullable OversizedNumber find(Document document) {
        return find((Node<?>) document);
    }

    private static @Nullable OversizedNumber find(Node<?> node) {
        if (node instanceof Argument argument) {
            return findInNamed(ARGUMENT, argument.getName(), argument.getValue());
        }
        if (node instanceof VariableDefinition variable) {
            return findInNamed(VARIABLE, variable.getName(), variable.getDefaultValue());
        }
        for (Node<?> child : node.getChildren()) {
            OversizedNumber fault = find(child);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable OversizedNumber findInNamed(String where, String name, @Nullable Value<?> value) {
        String inside = findPath(value);
        return inside == null ? null : new OversizedNumber(where, name + inside);
    }

    // The path from the value to the number; null if there is none. It is concatenated on return, so values without
    // one build no strings.
    private static @Nullable String findPath(@Nullable Object value) {
        if (value instanceof Number number) {
            return DigitLimit.isExceededBy(number) ? "" : null;
        }
        if (value instanceof IntValue literal) {
            return findPath(literal.getValue());
        }
        if (value instanceof FloatValue literal) {
            return findPath(literal.getValue());
        }
        if (value instanceof Map<?, ?> fields) {
            return firstPath(
                    fields.entrySet().stream().map(field -> findPathBelow("." + field.getKey(), field.getValue())));
        }
        if (value instanceof ObjectValue object) {
            return firstPath(object.getObjectFields().stream().map(OversizedNumber::findPathInField));
        }
        if (value instanceof ArrayValue list) {
            return findPathInList(list.getValues());
        }
        return value instanceof List<?> list ? findPathInList(list) : null;
    }

    private static @Nullable String findPathInField(ObjectField field) {
        return findPathBelow("." + field.getName(), field.getValue());
    }

    private static @Nullable String findPathInList(List<?> list) {
        return firstPath(IntStream.range(0, list.size()).mapToObj(i -> findPathBelow("[" + i + "]", list.get(i))));
    }

    private static @Nullable String findPathBelow(String step, @Nullable Object value) {
        String inside = findPath(value);
        return inside == null ? null : step + inside;
    }

    private static @Nullable String firstPath(Stream<@Nullable String> paths) {
        return paths.filter(path -> path != null).findFirst().orElse(null);
    }
}
