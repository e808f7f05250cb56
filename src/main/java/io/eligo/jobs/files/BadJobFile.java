package io.eligo.jobs.files;

/** An invalid job file. The message names the file, the line and what is accepted. */
public class BadJobFile extends IllegalStateException {
    public BadJobFile(String message) {
        super(message);
    }

    BadJobFile(String message, Throwable cause) {
        super(message, cause);
    }
}
