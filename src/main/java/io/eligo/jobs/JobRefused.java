package io.eligo.jobs;

/**
 * A job cannot run as requested, for a reason that the message states completely: a missing folder, tables that are
 * not empty. The message is enough to fix the cause, so there is no stack trace, and the error is logged as one line.
 */
public class JobRefused extends RuntimeException {
    public JobRefused(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
