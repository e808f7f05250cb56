package io.eligo.jobs.schedule;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** Runs a task repeatedly in a separate thread, one run at a time, for as long as there is work. */
final class SerialWorker {
    private static final Logger log = LoggerFactory.getLogger(SerialWorker.class);
    private static final long INITIAL_BACKOFF_MS = 1_000;
    private static final long MAX_BACKOFF_MS = 60_000;

    private final String name;
    private final Executor threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long notBefore = System.nanoTime();
    private volatile long backoff = INITIAL_BACKOFF_MS;

    SerialWorker(String name, Executor threads) {
        this.name = name;
        this.threads = threads;
    }

    boolean isBusy() {
        return busy.get();
    }

    /** @param runOnce does some work; returns whether an immediate next attempt is useful */
    void startIfIdle(BooleanSupplier runOnce) {
        if (System.nanoTime() - notBefore >= 0 && busy.compareAndSet(false, true)) {
            start(runOnce);
        }
    }

    private void start(BooleanSupplier runOnce) {
        try {
            threads.execute(() -> work(runOnce));
        } catch (RejectedExecutionException e) {
            log.debug(
                    "{} not started, because the process ends or no thread is free; the next poll tries again",
                    name,
                    e);
            busy.set(false);
        }
    }

    private void work(BooleanSupplier runOnce) {
        try {
            boolean more = true;
            while (more) {
                more = runOnce.getAsBoolean();
                backoff = INITIAL_BACKOFF_MS;
            }
        } catch (RuntimeException e) {
            // The queue or the records of runs failed. Leased events are leased again after the lease has expired.
            log.error(
                    "Outbox worker of {} failed, retrying in {} ms: {}",
                    name,
                    backoff,
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
            notBefore = System.nanoTime() + backoff * 1_000_000;
            backoff = Math.min(2 * backoff, MAX_BACKOFF_MS);
        } finally {
            busy.set(false);
        }
    }
}
