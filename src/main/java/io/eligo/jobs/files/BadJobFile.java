package io.eligo.jobs.files;

/** A job file that cannot be obeyed: the message names file, line and what is accepted. */
public class BadJobFile extends IllegalStateException {
    public BadJobFile(String message) {
        super(message);
    }

    BadJobFile(String message, Throwable cause) {
        super(message, cause);
    }
}
