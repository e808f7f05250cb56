package io.eligo.operations;

import io.eligo.api.ClientError;
import java.util.Locale;

/** Parses the numeric ids of executions and events. */
public final class NumericIds {
    /** @throws ClientError naming the argument if {@code text} is no number */
    public static long parse(String argument, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ClientError.badArgument(
                    argument, String.format(Locale.ROOT, "'%s' is no id; a number is needed", text));
        }
    }

    private NumericIds() {}
}
