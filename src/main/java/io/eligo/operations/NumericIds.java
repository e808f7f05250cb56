package io.eligo.operations;

import io.eligo.api.ClientError;
import java.util.Locale;

/** Ids of executions and events, as callers write them. */
public final class NumericIds {
    /** @throws Refused naming the argument if {@code text} is no such id */
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
