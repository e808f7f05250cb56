package io.eligo.jobs.progress;

/** Receives the progress of a running step, for display. Thread-safe: several threads of a step report to it. */
public interface Progress {
    /** @param total the approximate total; 0 if unknown */
    void begin(String what, long total);

    void advance(long by);

    void end();
}
