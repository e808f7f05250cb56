package io.eligo.graphql;

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
 * Where a number beyond the {@link NumberLimit} stands. It is looked for before the engine reads any: what scalars do with a
 * number, also those that graphql-java brings, is then of no matter.
 *
 * @param where {@code argument} or {@code variable}
 * @param path from its name down to the field or element
 */
record NumberFault(String where, String path) {
    private static final String ARGUMENT = "argument";
    private static final String VARIABLE = "variable";

    /** The first one in what a request gives as variables; null if there is none. */
    static @Nullable NumberFault inVariables(Map<String, ? extends @Nullable Object> variables) {
        return in(VARIABLE, variables, "");
    }

    /** The first one in a body, but for one of its members; null if there is none. */
    static @Nullable NumberFault in(Map<String, ? extends @Nullable Object> body, String member) {
        return in(ARGUMENT, body, member);
    }

    private static @Nullable NumberFault in(
            String where, Map<String, ? extends @Nullable Object> values, String without) {
        for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
            String inside = value.getKey().equals(without) ? null : inside(value.getValue());
            if (inside != null) {
                return new NumberFault(where, value.getKey() + inside);
            }
        }
        return null;
    }

    /** The first one that a document has as a literal; null if there is none. */
    static @Nullable NumberFault in(Document document) {
        return in((Node<?>) document);
    }

    private static @Nullable NumberFault in(Node<?> node) {
        if (node instanceof Argument argument) {
            return named(ARGUMENT, argument.getName(), argument.getValue());
        }
        if (node instanceof VariableDefinition variable) {
            return named(VARIABLE, variable.getName(), variable.getDefaultValue());
        }
        for (Node<?> child : node.getChildren()) {
            NumberFault fault = in(child);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable NumberFault named(String where, String name, @Nullable Value<?> value) {
        String inside = inside(value);
        return inside == null ? null : new NumberFault(where, name + inside);
    }

    // The way down to the number, from the value on; null if it has none. Joined on the way back, which few go.
    private static @Nullable String inside(@Nullable Object value) {
        if (value instanceof Number number) {
            return NumberLimit.isExceededBy(number) ? "" : null;
        }
        if (value instanceof IntValue literal) {
            return inside(literal.getValue());
        }
        if (value instanceof FloatValue literal) {
            return inside(literal.getValue());
        }
        if (value instanceof Map<?, ?> fields) {
            return first(fields.entrySet().stream().map(field -> beyond("." + field.getKey(), field.getValue())));
        }
        if (value instanceof ObjectValue object) {
            return first(object.getObjectFields().stream().map(NumberFault::insideField));
        }
        if (value instanceof ArrayValue list) {
            return insideList(list.getValues());
        }
        return value instanceof List<?> list ? insideList(list) : null;
    }

    private static @Nullable String insideField(ObjectField field) {
        return beyond("." + field.getName(), field.getValue());
    }

    private static @Nullable String insideList(List<?> list) {
        return first(IntStream.range(0, list.size()).mapToObj(i -> beyond("[" + i + "]", list.get(i))));
    }

    private static @Nullable String beyond(String step, @Nullable Object value) {
        String inside = inside(value);
        return inside == null ? null : step + inside;
    }

    private static @Nullable String first(Stream<@Nullable String> paths) {
        return paths.filter(path -> path != null).findFirst().orElse(null);
    }
}
