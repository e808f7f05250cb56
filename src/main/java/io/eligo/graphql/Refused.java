package io.eligo.graphql;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** A request that is the caller's mistake, with the argument at fault where there is one. Not worth a stack trace. */
public final class Refused extends RuntimeException {
    private final ErrorType classification;
    private final @Nullable String argument;

    private Refused(ErrorType classification, @Nullable String argument, String message) {
        super(message, null, false, false);
        this.classification = classification;
        this.argument = argument;
    }

    public static Refused badArgument(String argument, String reason) {
        return new Refused(ErrorType.BAD_REQUEST, argument, argument + ": " + reason);
    }

    public static Refused badRequest(String message) {
        return new Refused(ErrorType.BAD_REQUEST, null, message);
    }

    public static Refused forbidden(String argument, String reason) {
        return new Refused(ErrorType.FORBIDDEN, argument, argument + ": " + reason);
    }

    public static Refused forbidden(String message) {
        return new Refused(ErrorType.FORBIDDEN, null, message);
    }

    public static Refused notFound(String argument, String reason) {
        return new Refused(ErrorType.NOT_FOUND, argument, argument + ": " + reason);
    }

    ErrorType classification() {
        return classification;
    }

    @Nullable
    String argument() {
        return argument;
    }
}
