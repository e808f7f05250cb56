package io.eligo.jobs.runtime;

/** Another node has taken this run for dead: nothing more may be written in its name. */
public final class RunLost extends RuntimeException {
    RunLost(String job) {
        super(job + " was taken over by another node, since this one gave no sign of life; it writes nothing more");
    }
}
