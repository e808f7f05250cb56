package io.eligo.changes;

import io.eligo.graphql.Refused;
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
record Given(String path, Map<String, @Nullable Object> fields) {
    /** How a value is read, given the name of its argument. */
    interface Reading<T> extends BiFunction<String, Object, T> {}

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String argument(String field) {
        return path + "." + field;
    }

    /** The field's value; {@code present} where it was left out, and that is null only where the schema demands the field. */
    <T> T value(String field, Reading<T> reading, @Nullable T present) {
        if (!has(field)) {
            return Objects.requireNonNull(present, field);
        }
        Object value = fields.get(field);
        if (value == null) {
            throw Refused.badArgument(argument(field), "cannot be null");
        }
        return reading.apply(argument(field), value);
    }

    /** As {@link #value}, of a field that may be null. */
    <T> @Nullable T nullable(String field, Reading<T> reading, @Nullable T present) {
        if (!has(field)) {
            return present;
        }
        Object value = fields.get(field);
        return value == null ? null : reading.apply(argument(field), value);
    }

    <T> List<T> list(String field, Reading<T> reading, List<T> present) {
        return value(field, (argument, values) -> each(argument, (List<?>) values, reading), present);
    }

    private static <T> List<T> each(String argument, List<?> values, Reading<T> reading) {
        var read = new ArrayList<T>();
        for (int i = 0; i < values.size(); i++) {
            read.add(reading.apply(String.format(Locale.ROOT, "%s[%d]", argument, i), values.get(i)));
        }
        return read;
    }

    /** @throws Refused naming the first field that is none of {@code known} */
    void allow(Set<String> known, UnaryOperator<String> reason) {
        for (String field : fields.keySet()) {
            if (!known.contains(field)) {
                throw Refused.badArgument(argument(field), reason.apply(field));
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Given of(String path, Object written) {
        return new Given(path, (Map<String, @Nullable Object>) written);
    }
}
