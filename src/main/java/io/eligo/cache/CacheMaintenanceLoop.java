package io.eligo.cache;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import io.eligo.platform.threads.Schedulers;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs {@link CacheMaintenance} in a separate thread, because it may wait for Redis, and the catalogue's refresh must not. */
@Component
@ConditionalOnRole({Role.API, Role.SCHEDULER})
class CacheMaintenanceLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CacheMaintenanceLoop.class);

    private final CacheMaintenance cacheMaintenance;
    private final TaskScheduler scheduler;
    private final Duration interval;
    private @Nullable ScheduledFuture<?> runs;
    private final OutageLog outage = new OutageLog(
            log, "Cache maintenance failed, retrying: {}", "Cache maintenance succeeded again after {} s");

    CacheMaintenanceLoop(
            CacheMaintenance cacheMaintenance,
            @Qualifier(Schedulers.CACHE_MAINTENANCE) TaskScheduler scheduler,
            CacheSettings settings) {
        this.cacheMaintenance = cacheMaintenance;
        this.scheduler = scheduler;
        this.interval = settings.maintenanceInterval();
    }

    @Override
    public synchronized void start() {
        runs = scheduler.scheduleWithFixedDelay(this::runAndLogOutage, interval);
    }

    private void runAndLogOutage() {
        try {
            cacheMaintenance.runOnce();
            outage.recordSuccess();
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
            // The loop tries again after its interval.
            outage.recordFailure(e);
        }
    }

    @Override
    public synchronized void stop() {
        if (runs != null) {
            runs.cancel(false);
            runs = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return runs != null;
    }
}
