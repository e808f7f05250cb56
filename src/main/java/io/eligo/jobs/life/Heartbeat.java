package io.eligo.jobs.life;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** This process's signs of life: of itself, and of each run that it has begun. */
@Component
@EnableConfigurationProperties(NodeSettings.class)
public class Heartbeat implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final LiveRuns runs;
    private final Nodes nodes;
    private final long interval;
    private @Nullable ScheduledExecutorService clock;
    private volatile boolean silent;

    Heartbeat(LiveRuns runs, Nodes nodes, NodeSettings settings) {
        this.runs = runs;
        this.nodes = nodes;
        this.interval = settings.heartbeat().toMillis();
    }

    public void begin(LiveRun run) {
        live.put(run.job(), run);
    }

    /** What this process runs of the job. */
    public Optional<LiveRun> of(String job) {
        return Optional.ofNullable(live.get(job));
    }

    public void end(LiveRun run) {
        live.remove(run.job(), run);
    }

    private void beat() {
        try {
            runs.beat(live.values());
            nodes.beat();
            silent = false;
        } catch (DataAccessException | TransactionException e) {
            // It tries again at the next beat; once is enough to say so.
            if (!silent) {
                log.warn(
                        "no sign of life could be given: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            silent = true;
        }
    }

    @Override
    public synchronized void start() {
        clock = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::beat, 0, interval, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (clock != null) {
            clock.shutdownNow();
            clock = null;
            nodes.leave();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return clock != null;
    }

    /** Begins before anything that runs jobs, and ends after it: a run that is being stopped is alive. */
    @Override
    public int getPhase() {
        return 0;
    }
}
