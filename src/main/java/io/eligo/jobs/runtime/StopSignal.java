package io.eligo.jobs.runtime;

import java.util.Locale;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops running jobs at the end of their chunk: if an operator has requested it, and at shutdown, before the beans
 * that they need are destroyed. Steps call {@link #stopIfRequested} in each chunk. Spring Batch's own stop races with
 * the step's thread on PostgreSQL and may leave the execution UNKNOWN.
 */
@Component
public class StopSignal implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);
    private static final long SHUTDOWN_TIMEOUT_SECONDS = 20;

    private final RunLocks runLocks;
    private final Heartbeat heartbeat;
    private final Phaser running = new Phaser(1);
    private volatile boolean started;
    private volatile boolean stopping;

    StopSignal(RunLocks runLocks, Heartbeat heartbeat) {
        this.runLocks = runLocks;
        this.heartbeat = heartbeat;
    }

    /**
     * Stops the step after this chunk if a stop was requested; it can be restarted. To be called in the chunk's
     * transaction. The call also verifies and locks the run, so that it belongs to this node until the
     * transaction ends.
     *
     * @throws RunLost if another node has taken over the run because the heartbeat of this node had expired
     */
    public void stopIfRequested(StepExecution step) {
        RunLock runLock = heartbeat
                .findRunLock(step.getJobExecution().getJobInstance().getJobName())
                .orElseThrow(() -> new IllegalStateException(String.format(
                        Locale.ROOT,
                        "%s %d has no active run on this node",
                        step.getStepName(),
                        step.getJobExecutionId())));
        if (runLocks.lockAndCheckStopRequest(runLock) || stopping) {
            step.setTerminateOnly();
        }
    }

    public void registerJob() {
        running.register();
    }

    public void deregisterJob() {
        running.arriveAndDeregister();
    }

    @Override
    public void start() {
        stopping = false;
        started = true;
    }

    @Override
    public void stop() {
        stopping = true;
        started = false;
        try {
            running.awaitAdvanceInterruptibly(running.arrive(), SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "Jobs still running {} s after shutdown began, leaving them unfinished as after a kill",
                    SHUTDOWN_TIMEOUT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
