package io.eligo.api;

import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** An error of the caller, with the argument at fault if there is one. It has no stack trace. */
public final class ClientError extends RuntimeException {
    private final ErrorType classification;
    private final @Nullable String argument;

    private ClientError(ErrorType classification, @Nullable String argument, String message) {
        super(message, null, false, false);
        this.classification = classification;
        this.argument = argument;
    }

    public static ClientError badArgument(String argument, String reason) {
        return new ClientError(ErrorType.BAD_REQUEST, argument, argument + ": " + reason);
    }

    public static ClientError badRequest(String message) {
        return new ClientError(ErrorType.BAD_REQUEST, null, message);
    }

    public static ClientError forbidden(String argument, String reason) {
        return new ClientError(ErrorType.FORBIDDEN, argument, argument + ": " + reason);
    }

    public static ClientError forbidden(String message) {
        return new ClientError(ErrorType.FORBIDDEN, null, message);
    }

    public static ClientError notFound(String argument, String reason) {
        return new ClientError(ErrorType.NOT_FOUND, argument, argument + ": " + reason);
    }

    public ErrorType classification() {
        return classification;
    }

    @Nullable
    public String argument() {
        return argument;
    }
}
