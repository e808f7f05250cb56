package io.eligo.cache;

import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs the upkeep, in a thread of its own: it may wait for Redis, and the catalogue's refresh must not. */
@Component
@ConditionalOnRole({Role.API, Role.SCHEDULER})
class UpkeepLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(UpkeepLoop.class);

    private final Upkeep upkeep;
    private final long pause;
    private @Nullable Thread thread;
    private boolean failing;

    UpkeepLoop(Upkeep upkeep, CacheSettings settings) {
        this.upkeep = upkeep;
        this.pause = settings.look().toMillis();
    }

    @Override
    public synchronized void start() {
        var loop = new Thread(this::run, "cache-upkeep");
        loop.setDaemon(true);
        loop.start();
        thread = loop;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                once();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            // It was stopped.
        }
    }

    private void once() {
        try {
            upkeep.runOnce();
            failing = false;
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
            // It tries again at once; saying so once is enough.
            if (!failing) {
                log.warn(
                        "the cache is not looked after: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            failing = true;
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
