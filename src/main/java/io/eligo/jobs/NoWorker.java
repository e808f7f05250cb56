package io.eligo.jobs;

/** No node is alive that runs jobs. */
public final class NoWorker extends IllegalStateException {
    NoWorker() {
        super("no node runs jobs: start one with eligo.roles=worker");
    }
}
