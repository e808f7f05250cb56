package io.eligo.removal;

/** Eligo cannot be removed now; nothing was changed. The message says why and what to do. */
final class RemovalRefused extends RuntimeException {
    RemovalRefused(String message) {
        super(message);
    }
}
