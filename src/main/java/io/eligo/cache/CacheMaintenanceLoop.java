package io.eligo.cache;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs {@link CacheMaintenance} in a thread of its own: it may wait for Redis, and the catalogue's refresh must not. */
@Component
@ConditionalOnRole({Role.API, Role.SCHEDULER})
class CacheMaintenanceLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CacheMaintenanceLoop.class);

    private final CacheMaintenance cacheMaintenance;
    private final long intervalMillis;
    private @Nullable Thread thread;
    private boolean failureLogged;

    CacheMaintenanceLoop(CacheMaintenance cacheMaintenance, CacheSettings settings) {
        this.cacheMaintenance = cacheMaintenance;
        this.intervalMillis = settings.look().toMillis();
    }

    @Override
    public synchronized void start() {
        var loop = new Thread(this::run, "cache-maintenance");
        loop.setDaemon(true);
        loop.start();
        thread = loop;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                runAndLogFailure();
                Thread.sleep(intervalMillis);
            }
        } catch (InterruptedException e) {
            // stop() interrupts the loop.
        }
    }

    private void runAndLogFailure() {
        try {
            cacheMaintenance.runOnce();
            failureLogged = false;
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
            // The loop tries again after its interval; one warning for a series of failures is enough.
            if (!failureLogged) {
                log.warn(
                        "Cache maintenance failed, retrying: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            failureLogged = true;
        }
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
