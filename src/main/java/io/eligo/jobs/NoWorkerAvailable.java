package io.eligo.jobs;

/** No live node has the role worker. */
public final class NoWorkerAvailable extends IllegalStateException {
    NoWorkerAvailable() {
        super("no live node has the role worker: start one with eligo.roles=worker");
    }
}
