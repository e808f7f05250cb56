package io.eligo.console;

import io.eligo.graphql.ClientError;
import java.util.Locale;

/** Ids of executions and events, as callers write them. */
final class Numbers {
    /** @throws Refused naming the argument if {@code text} is no such id */
    static long of(String argument, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ClientError.badArgument(
                    argument, String.format(Locale.ROOT, "'%s' is no id; a number is needed", text));
        }
    }

    private Numbers() {}
}
