package io.eligo.feed.paging;

import graphql.language.VariableReference;
import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.ClientError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The requested part of a list: the first or last n entries, after one key and before another. */
public record Paging<K>(
        boolean backward,
        int size,
        @Nullable K after,
        @Nullable K before) {
    private static final int MAX_SIZE = 100;

    // The default of the schema, for a caller who sends null.
    private static final int DEFAULT_SIZE = 20;

    /**
     * @throws ClientError if a number is out of range, both {@code first} and {@code last} are given, or a cursor is not of
     *     this kind
     */
    public static <K> Paging<K> of(DataFetchingEnvironment field, Cursor<K> cursors) {
        Integer first = size(field, "first");
        Integer last = size(field, "last");
        if (last != null && isGiven(field, "first")) {
            throw ClientError.badArgument("last", "first and last exclude each other");
        }
        K after = decodeCursor(field, "after", cursors);
        K before = decodeCursor(field, "before", cursors);
        if (last != null) {
            return new Paging<>(true, last, after, before);
        }
        return new Paging<>(false, first == null ? DEFAULT_SIZE : first, after, before);
    }

    private static @Nullable Integer size(DataFetchingEnvironment field, String argument) {
        Integer size = field.getArgument(argument);
        if (size != null && (size < 0 || size > MAX_SIZE)) {
            throw ClientError.badArgument(
                    argument, String.format(Locale.ROOT, "must be between 0 and %d, not %d", MAX_SIZE, size));
        }
        return size;
    }

    private static <K> @Nullable K decodeCursor(DataFetchingEnvironment field, String argument, Cursor<K> cursors) {
        String cursor = field.getArgument(argument);
        return cursor == null ? null : cursors.decode(argument, cursor);
    }

    // The schema gives `first` a default, so its value does not tell whether the caller sent it. A variable that was
    // not sent counts as not given, and so does null.
    private static boolean isGiven(DataFetchingEnvironment field, String argument) {
        return field.getArgument(argument) != null
                && field.getField().getArguments().stream()
                        .filter(written -> written.getName().equals(argument))
                        .anyMatch(written -> !(written.getValue() instanceof VariableReference variable)
                                || field.getVariables().containsKey(variable.getName()));
    }
}
