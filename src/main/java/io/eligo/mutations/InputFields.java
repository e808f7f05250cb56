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

/** An input object as the caller wrote it: a field that was left out is not there, and one that was given as null is. */
record InputFields(String path, Map<String, @Nullable Object> fields) {
    /** How a value is read, given the name of its argument. */
    interface InputParser<T> extends BiFunction<String, Object, T> {}

    boolean contains(String field) {
        return fields.containsKey(field);
    }

    String argumentPath(String field) {
        return path + "." + field;
    }

    /** The field's value; {@code present} where it was left out, and that is null only where the schema demands the field. */
    <T> T nonNull(String field, InputParser<T> inputParser, @Nullable T present) {
        if (!contains(field)) {
            return Objects.requireNonNull(present, field);
        }
        Object value = fields.get(field);
        if (value == null) {
            throw ClientError.badArgument(argumentPath(field), "cannot be null");
        }
        return inputParser.apply(argumentPath(field), value);
    }

    /** As {@link #nonNull}, of a field that may be null. */
    <T> @Nullable T nullable(String field, InputParser<T> inputParser, @Nullable T present) {
        if (!contains(field)) {
            return present;
        }
        Object value = fields.get(field);
        return value == null ? null : inputParser.apply(argumentPath(field), value);
    }

    <T> List<T> list(String field, InputParser<T> inputParser, List<T> present) {
        return nonNull(field, (argument, values) -> parseEach(argument, (List<?>) values, inputParser), present);
    }

    private static <T> List<T> parseEach(String argument, List<?> values, InputParser<T> inputParser) {
        var read = new ArrayList<T>();
        for (int i = 0; i < values.size(); i++) {
            read.add(inputParser.apply(String.format(Locale.ROOT, "%s[%d]", argument, i), values.get(i)));
        }
        return read;
    }

    /** @throws Refused naming the first field that is none of {@code known} */
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
