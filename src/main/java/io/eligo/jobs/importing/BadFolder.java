package io.eligo.jobs.importing;

/** What the operator has to mend before the import can go on. The message says all, so there is no stack trace to wade through. */
class BadFolder extends RuntimeException {
    BadFolder(String message) {
        super(message, null, false, false);
    }
}
