package io.eligo.offers;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** A request that is the caller's mistake, with the argument at fault where there is one. Not worth a stack trace. */
class Refused extends RuntimeException {
    private final ErrorType classification;
    private final @Nullable String argument;

    private Refused(ErrorType classification, @Nullable String argument, String message) {
        super(message, null, false, false);
        this.classification = classification;
        this.argument = argument;
    }

    static Refused badArgument(String argument, String reason) {
        return new Refused(ErrorType.BAD_REQUEST, argument, argument + ": " + reason);
    }

    static Refused badRequest(String message) {
        return new Refused(ErrorType.BAD_REQUEST, null, message);
    }

    static Refused forbidden(String argument, String reason) {
        return new Refused(ErrorType.FORBIDDEN, argument, argument + ": " + reason);
    }

    ErrorType classification() {
        return classification;
    }

    @Nullable
    String argument() {
        return argument;
    }
}
