package io.eligo.jobs;

/**
 * A job cannot do what it was asked for, for a reason that the message says whole: a folder that is not there, tables that are
 * not empty. Nobody needs a stack trace to mend that, so there is none, and it is logged as one line.
 */
public class JobRefused extends IllegalStateException {
    public JobRefused(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
