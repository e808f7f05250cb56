package io.eligo.rollout;

import io.eligo.platform.OutageLog;
import io.eligo.platform.connections.ReservedConnections;
import io.eligo.platform.threads.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * The state of the switch on this node, polled four times a second. It is polled by its own thread and connection and not with
 * the catalogue: the switch must also work where the catalogue cannot be refreshed. While the database is unavailable the last
 * state stays.
 */
@Component
class RolloutFollower implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RolloutFollower.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final long NONE = 0;

    private final RolloutTable table;
    private final TaskScheduler scheduler;
    private volatile @Nullable Rollout current;
    private @Nullable ScheduledFuture<?> polls;
    private final OutageLog outage = new OutageLog(
            log,
            "Rollout switch not polled, the last known state stays, retrying: {}",
            "Rollout switch polled again after {} s");

    RolloutFollower(ReservedConnections reserved, @Qualifier(Schedulers.ROLLOUT) TaskScheduler scheduler) {
        this.table = new RolloutTable(reserved.jdbc());
        this.scheduler = scheduler;
    }

    /** The state at the last poll. The first call polls. */
    Rollout current() {
        Rollout known = current;
        return known == null ? refresh() : known;
    }

    /** Polls now. */
    synchronized Rollout refresh() {
        Rollout known = current;
        Rollout polled =
                table.findOtherThan(known == null ? NONE : known.version()).orElse(known);
        current = polled;
        return Objects.requireNonNull(polled, "the table rollout has no row");
    }

    private void poll() {
        try {
            refresh();
            outage.recordSuccess();
        } catch (RuntimeException e) {
            // The next poll is a retry.
            outage.recordFailure(e);
        }
    }

    @Override
    public synchronized void start() {
        refresh();
        polls = scheduler.scheduleWithFixedDelay(this::poll, POLL_INTERVAL);
    }

    @Override
    public synchronized void stop() {
        if (polls != null) {
            polls.cancel(false);
            polls = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return polls != null;
    }

    /** Starts before the web server and stops after it: requests in progress at a shutdown follow the switch. */
    @Override
    public int getPhase() {
        return 0;
    }
}
