package io.eligo.jobs.files;

/** A mistake of the caller: the job or argument does not exist or is invalid. The message states what is accepted. */
public class BadArguments extends IllegalArgumentException {
    public BadArguments(String message) {
        super(message);
    }
}
