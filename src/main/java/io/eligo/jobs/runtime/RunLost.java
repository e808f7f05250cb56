package io.eligo.jobs.runtime;

/**
 * Another node has taken over the run lock because this node seemed dead. This node must not write anything more for the job.
 */
public final class RunLost extends RuntimeException {
    RunLost(String job) {
        super(
                job
                        + " was taken over by another node because the heartbeat of this node had expired; this node writes nothing more");
    }
}
