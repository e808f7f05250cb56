package io.eligo.jobs.files;

/** An invalid job file or setting of a job. The message names the file or the setting and what is accepted. */
public class BadJobFile extends RuntimeException {
    public BadJobFile(String message) {
        super(message);
    }

    BadJobFile(String message, Throwable cause) {
        super(message, cause);
    }
}
