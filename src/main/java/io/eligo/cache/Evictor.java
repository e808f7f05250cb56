package io.eligo.cache;

import io.eligo.platform.threads.Executors;
import io.eligo.redis.Redis;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Carries out evictions after their commit. The committing thread sends an eviction of few users and does not wait for the
 * answer. One background thread sends evictions of many users, and those that Redis has not acknowledged, one after the other;
 * it also deletes the rows of acknowledged evictions. {@link EvictionRecovery} handles those that fail or exceed the queue.
 */
@Component
class Evictor implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Evictor.class);

    private static final int MAX_USERS_ON_COMMITTING_THREAD = 100;
    private static final int QUEUE_CAPACITY = 200;
    private static final int DELETE_BATCH_SIZE = 20;
    private static final long SHUTDOWN_TIMEOUT_SECONDS = 2;

    private final Redis redis;
    private final EvictionTable table;
    private final TracedDeletion deletion;
    private final EvictionRecovery evictionRecovery;
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<PendingEviction> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final AtomicBoolean deletionScheduled = new AtomicBoolean();
    private final AtomicBoolean queueProcessingScheduled = new AtomicBoolean();
    private final AsyncTaskExecutor executor;
    private volatile boolean running;

    Evictor(
            Redis redis,
            EvictionTable table,
            TracedDeletion deletion,
            EvictionRecovery evictionRecovery,
            @Qualifier(Executors.EVICTIONS) AsyncTaskExecutor executor) {
        this.redis = redis;
        this.table = table;
        this.deletion = deletion;
        this.evictionRecovery = evictionRecovery;
        this.executor = executor;
    }

    void evict(PendingEviction pendingEviction) {
        if (pendingEviction.users().size() > MAX_USERS_ON_COMMITTING_THREAD) {
            enqueue(pendingEviction);
            return;
        }
        deletion.start(pendingEviction).whenComplete((done, error) -> {
            // Proof W1: only what Redis has acknowledged.
            if (error == null) {
                acknowledged.add(pendingEviction.id());
                schedule(deletionScheduled, this::deleteAcknowledged);
            } else {
                enqueue(pendingEviction);
            }
        });
    }

    private void enqueue(PendingEviction pendingEviction) {
        if (redis.configured() && queue.offer(pendingEviction)) {
            schedule(queueProcessingScheduled, this::processQueue);
        }
    }

    private void processQueue() {
        redis.identifyServers();
        int sent = 0;
        for (PendingEviction pendingEviction = queue.poll(); pendingEviction != null; pendingEviction = queue.poll()) {
            if (!pendingEviction.await(deletion.start(pendingEviction))) {
                queue.clear();
                deleteAcknowledged();
                // A process without a maintenance loop may be the only one.
                evictionRecovery.runOnce();
                return;
            }
            acknowledged.add(pendingEviction.id());
            if (++sent % DELETE_BATCH_SIZE == 0) {
                deleteAcknowledged();
            }
        }
        deleteAcknowledged();
    }

    private void deleteAcknowledged() {
        var ids = new ArrayList<Long>();
        for (Long id = acknowledged.poll(); id != null; id = acknowledged.poll()) {
            ids.add(id);
        }
        if (!ids.isEmpty()) {
            table.delete(ids);
        }
    }

    private void schedule(AtomicBoolean scheduled, Runnable work) {
        if (!running || !scheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                scheduled.set(false);
                try {
                    work.run();
                } catch (DataAccessException | TransactionException e) {
                    log.debug("Eviction not completed, left to the recovery, which finds its rows", e);
                }
            });
        } catch (TaskRejectedException e) {
            log.debug("Eviction not completed because the process ends, left to the recovery of other nodes", e);
            scheduled.set(false);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Deletes the rows of acknowledged evictions before the connections close. */
    @Override
    public void stop() {
        running = false;
        try {
            // The only thread runs this task after those that are scheduled.
            executor.submit(() -> {}).get(SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("Evictions not completed at shutdown, left to the recovery of other nodes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the servers of requests and jobs, before Redis. */
    @Override
    public int getPhase() {
        return redis.getPhase() + 1;
    }
}
