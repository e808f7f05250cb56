package io.eligo.jobs.progress;

/** How far a running step is, for whoever watches. Steps tell it; several threads may. */
public interface Progress {
    /** @param total how many there are about; 0 if nobody knows */
    void begin(String what, long total);

    void advance(long by);

    void end();
}
