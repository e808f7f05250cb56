package io.eligo.jobs;

/** No node is alive that runs jobs. */
public final class NoWorkerAvailable extends IllegalStateException {
    NoWorkerAvailable() {
        super("no node runs jobs: start one with eligo.roles=worker");
    }
}
