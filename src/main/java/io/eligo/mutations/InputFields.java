package io.eligo.mutations;

import io.eligo.api.ClientError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An input object of the caller. A field that was omitted is absent; a field with the value null is present. */
record InputFields(String path, Map<String, @Nullable Object> fields) {
    /** Parses a value, given the path of its argument. */
    interface InputParser<T> extends BiFunction<String, Object, T> {}

    boolean contains(String field) {
        return fields.containsKey(field);
    }

    String argumentPath(String field) {
        return path + "." + field;
    }

    /**
     * The value of the field, or {@code current} if it was omitted. {@code current} may be null only if the schema requires
     * the field.
     *
     * @throws ClientError if the value is null
     */
    <T> T nonNull(String field, InputParser<T> parser, @Nullable T current) {
        if (!contains(field)) {
            return Objects.requireNonNull(current, field);
        }
        Object value = fields.get(field);
        if (value == null) {
            throw ClientError.badArgument(argumentPath(field), "cannot be null");
        }
        return parser.apply(argumentPath(field), value);
    }

    /** The value of a field that may be null; {@code current} if the input does not contain the field. */
    <T> @Nullable T nullable(String field, InputParser<T> parser, @Nullable T current) {
        if (!contains(field)) {
            return current;
        }
        Object value = fields.get(field);
        return value == null ? null : parser.apply(argumentPath(field), value);
    }

    <T> List<T> list(String field, InputParser<T> parser, List<T> current) {
        return nonNull(field, (argument, values) -> parseEach(argument, (List<?>) values, parser), current);
    }

    private static <T> List<T> parseEach(String argument, List<?> values, InputParser<T> parser) {
        var read = new ArrayList<T>();
        for (int i = 0; i < values.size(); i++) {
            read.add(parser.apply(String.format(Locale.ROOT, "%s[%d]", argument, i), values.get(i)));
        }
        return read;
    }

    /** @throws ClientError naming the first field that is not in {@code known} */
    void rejectUnknownFields(Set<String> known, UnaryOperator<String> reason) {
        for (String field : fields.keySet()) {
            if (!known.contains(field)) {
                throw ClientError.badArgument(argumentPath(field), reason.apply(field));
            }
        }
    }

    @SuppressWarnings("unchecked")
    static InputFields of(String path, Object written) {
        return new InputFields(path, (Map<String, @Nullable Object>) written);
    }
}
