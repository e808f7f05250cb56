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
 * Ends running jobs at their next chunk: when an operator has asked for it, and when the application stops, before anything
 * that they need is gone. Steps ask {@link #stopIfRequested} after each chunk. Spring Batch's own stop races the step's thread on
 * PostgreSQL and may leave it UNKNOWN.
 */
@Component
public class StopSignal implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);
    private static final long SHUTDOWN_TIMEOUT_SECONDS = 20;

    private final RunRegistry runs;
    private final Heartbeat heartbeat;
    private final Phaser running = new Phaser(1);
    private volatile boolean started;
    private volatile boolean stopping;

    StopSignal(RunRegistry runs, Heartbeat heartbeat) {
        this.runs = runs;
        this.heartbeat = heartbeat;
    }

    /**
     * Lets the step end after this chunk if it is to stop; it can be restarted. To be called in the chunk's transaction, where
     * it also makes sure that the run is still this node's: it is until that transaction ends.
     *
     * @throws RunLost if the run was taken over, since this node gave no sign of life
     */
    public void stopIfRequested(StepExecution step) {
        LiveRun run = heartbeat
                .findRun(step.getJobExecution().getJobInstance().getJobName())
                .orElseThrow(() -> new IllegalStateException(String.format(
                        Locale.ROOT, "%s %d is run by nobody", step.getStepName(), step.getJobExecutionId())));
        if (runs.isStopRequested(run) || stopping) {
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
                    "a job did not reach the end of its chunk within {} s; it is left as if the process had been killed",
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
