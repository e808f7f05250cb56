package io.eligo.removal;

/** An argument is unknown or has an invalid value; the message says what is accepted. */
final class InvalidRemovalArgument extends RuntimeException {
    InvalidRemovalArgument(String message) {
        super(message);
    }
}
