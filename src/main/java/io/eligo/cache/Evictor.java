package io.eligo.cache;

import io.eligo.redis.Redis;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Carries evictions out after their commit. Those of few users are sent by the committing thread, which waits for nothing; those of
 * many, and what Redis has not acknowledged, by one in the background, one after the other. That one also strikes off what has been
 * acknowledged. What it fails with, or has no room for, is for the {@link Sweep}.
 */
@Component
class Evictor implements SmartLifecycle {
    private static final int FEW = 100;
    private static final int MOST_WAITING = 200;
    private static final int STRUCK_OFF_TOGETHER = 20;
    private static final long LAST_WORDS_SECONDS = 2;

    private final Redis redis;
    private final EvictionTable table;
    private final Sweep sweep;
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Noted> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean strikesOff = new AtomicBoolean();
    private final AtomicBoolean catchesUp = new AtomicBoolean();
    private volatile @Nullable ExecutorService background;

    Evictor(Redis redis, EvictionTable table, Sweep sweep) {
        this.redis = redis;
        this.table = table;
        this.sweep = sweep;
    }

    private static CustomizableThreadFactory daemons() {
        var threads = new CustomizableThreadFactory("evictor-");
        threads.setDaemon(true);
        return threads;
    }

    void evict(Noted noted) {
        if (noted.users().size() > FEW) {
            later(noted);
            return;
        }
        redis.delete(noted.namespace().servers(), noted.keys()).whenComplete((done, trouble) -> {
            if (trouble == null) {
                acknowledged.add(noted.id());
                soon(strikesOff, this::strikeOff);
            } else {
                later(noted);
            }
        });
    }

    private void later(Noted noted) {
        if (redis.configured() && waiting.offer(noted)) {
            soon(catchesUp, this::catchUp);
        }
    }

    private void catchUp() {
        redis.acquaint();
        int sent = 0;
        for (Noted noted = waiting.poll(); noted != null; noted = waiting.poll()) {
            if (!noted.evictedFrom(redis)) {
                waiting.clear();
                strikeOff();
                // A process without a loop of its own may be the only one.
                sweep.runOnce();
                return;
            }
            acknowledged.add(noted.id());
            if (++sent % STRUCK_OFF_TOGETHER == 0) {
                strikeOff();
            }
        }
        strikeOff();
    }

    private void strikeOff() {
        var ids = new ArrayList<Long>();
        for (Long id = acknowledged.poll(); id != null; id = acknowledged.poll()) {
            ids.add(id);
        }
        if (!ids.isEmpty()) {
            table.strikeOff(ids);
        }
    }

    private void soon(AtomicBoolean asked, Runnable work) {
        ExecutorService thread = background;
        if (thread == null || !asked.compareAndSet(false, true)) {
            return;
        }
        try {
            thread.execute(() -> {
                asked.set(false);
                try {
                    work.run();
                } catch (DataAccessException | TransactionException e) {
                    // The rows are still there, so somebody will find them.
                }
            });
        } catch (RejectedExecutionException e) {
            // This process ends; likewise.
            asked.set(false);
        }
    }

    @Override
    public void start() {
        background = Executors.newSingleThreadExecutor(daemons());
    }

    /** What has been sent is struck off before the connections go. */
    @Override
    public void stop() {
        ExecutorService thread = background;
        if (thread == null) {
            return;
        }
        thread.shutdown();
        try {
            thread.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        background = null;
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }

    /** After the servers of requests and jobs, before Redis. */
    @Override
    public int getPhase() {
        return redis.getPhase() + 1;
    }
}
