package io.eligo.jobs;

import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Ends running jobs at their next chunk when the application stops, before anything that they need is gone. Steps ask
 * {@link #heed} after each chunk. Spring Batch's own stop races the step's thread on PostgreSQL and may leave it UNKNOWN.
 */
@Component
public class StopSignal implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StopSignal.class);
    private static final long PATIENCE_SECONDS = 20;

    private final Phaser running = new Phaser(1);
    private volatile boolean started;
    private volatile boolean stopping;

    /** Lets the step end after this chunk if the application is stopping; it can be restarted. */
    public void heed(StepExecution step) {
        if (stopping) {
            step.setTerminateOnly();
        }
    }

    void jobBegins() {
        running.register();
    }

    void jobEnds() {
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
            running.awaitAdvanceInterruptibly(running.arrive(), PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "a job did not reach the end of its chunk within {} s; it is left as if the process had been killed",
                    PATIENCE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
