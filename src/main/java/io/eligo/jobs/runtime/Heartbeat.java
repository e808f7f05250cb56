package io.eligo.jobs.runtime;

import io.eligo.platform.OutageLog;
import io.eligo.platform.threads.Schedulers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Sends the heartbeats of this process and of each run that it has started. */
@Component
@EnableConfigurationProperties(NodeSettings.class)
public class Heartbeat implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final Map<String, RunLock> locksByJob = new ConcurrentHashMap<>();
    private final RunLocks runLocks;
    private final NodeRegistry nodes;
    private final TaskScheduler scheduler;
    private final Duration interval;
    // A beat that is still running when the node is deregistered would register it again.
    private final Object registration = new Object();
    private boolean deregistered;
    private @Nullable ScheduledFuture<?> beats;
    private final OutageLog outage =
            new OutageLog(log, "Heartbeat failed, retrying: {}", "Heartbeat succeeded again after {} s");

    Heartbeat(
            RunLocks runLocks,
            NodeRegistry nodes,
            @Qualifier(Schedulers.HEARTBEAT) TaskScheduler scheduler,
            NodeSettings settings) {
        this.runLocks = runLocks;
        this.nodes = nodes;
        this.scheduler = scheduler;
        this.interval = settings.heartbeatInterval();
    }

    public void register(RunLock runLock) {
        locksByJob.put(runLock.job(), runLock);
    }

    /** The lock of the job's run that this process holds; empty if there is none. */
    public Optional<RunLock> findRunLock(String job) {
        return Optional.ofNullable(locksByJob.get(job));
    }

    public void deregister(RunLock runLock) {
        locksByJob.remove(runLock.job(), runLock);
    }

    private void beat() {
        try {
            synchronized (registration) {
                if (!deregistered) {
                    runLocks.recordHeartbeat(locksByJob.values());
                    nodes.recordHeartbeat();
                }
            }
            outage.recordSuccess();
        } catch (DataAccessException | TransactionException e) {
            // The next beat retries.
            outage.recordFailure(e);
        }
    }

    @Override
    public synchronized void start() {
        synchronized (registration) {
            deregistered = false;
        }
        beats = scheduler.scheduleWithFixedDelay(this::beat, interval);
    }

    @Override
    public synchronized void stop() {
        if (beats != null) {
            beats.cancel(false);
            beats = null;
            synchronized (registration) {
                deregistered = true;
                nodes.deregister();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return beats != null;
    }

    /**
     * The heartbeat starts before all beans that run jobs and stops after them: a run that is stopping still
     * needs heartbeats.
     */
    @Override
    public int getPhase() {
        return 0;
    }
}
