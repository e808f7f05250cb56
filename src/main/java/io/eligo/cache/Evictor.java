package io.eligo.cache;

import io.eligo.redis.Redis;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * Carries evictions out after their commit. The committing thread sends them and waits for nothing; one in the background strikes
 * off, many at once, what Redis has acknowledged, and tries again, once, what it has not. The rest is for the {@link Sweep}.
 */
@Component
class Evictor implements SmartLifecycle {
    private static final int MOST_TO_REMEMBER = 100;
    private static final long LAST_WORDS_SECONDS = 2;

    private final Redis redis;
    private final EvictionTable table;
    private final Sweep sweep;
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Noted> missed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean strikingOff = new AtomicBoolean();
    private final AtomicBoolean makingUp = new AtomicBoolean();
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
        send(noted).whenComplete((done, trouble) -> {
            if (trouble == null) {
                acknowledged.add(noted.id());
                soon(strikingOff, this::strikeOff);
            } else if (redis.configured()) {
                missed.add(noted);
                soon(makingUp, this::makeUp);
            }
        });
    }

    private CompletableFuture<Void> send(Noted noted) {
        return redis.delete(noted.namespace().servers(), noted.keys());
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

    private void makeUp() {
        redis.acquaint();
        var again = new ArrayList<Noted>();
        for (Noted noted = missed.poll(); noted != null; noted = missed.poll()) {
            if (again.size() < MOST_TO_REMEMBER) {
                again.add(noted);
            }
        }
        List<CompletableFuture<Void>> sent = again.stream().map(this::send).toList();
        boolean all = true;
        for (int i = 0; i < again.size(); i++) {
            try {
                sent.get(i).join();
                acknowledged.add(again.get(i).id());
            } catch (CompletionException e) {
                all = false;
            }
        }
        strikeOff();
        if (!all) {
            // A process without a loop of its own may be the only one.
            sweep.runOnce();
        }
    }

    private void soon(AtomicBoolean waiting, Runnable work) {
        ExecutorService thread = background;
        if (thread == null || !waiting.compareAndSet(false, true)) {
            return;
        }
        try {
            thread.execute(() -> {
                waiting.set(false);
                try {
                    work.run();
                } catch (DataAccessException | TransactionException e) {
                    // The rows are still there, so somebody will find them.
                }
            });
        } catch (RejectedExecutionException e) {
            // This process ends; likewise.
            waiting.set(false);
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
