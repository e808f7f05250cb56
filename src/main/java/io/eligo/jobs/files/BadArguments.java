package io.eligo.jobs.files;

/** The caller's mistake: what was asked for does not exist or does not fit. The message says what is accepted. */
public class BadArguments extends IllegalArgumentException {
    public BadArguments(String message) {
        super(message);
    }
}
