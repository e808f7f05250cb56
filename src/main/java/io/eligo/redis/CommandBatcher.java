package io.eligo.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches the commands of concurrent readers to one server. While a batch is in flight, further commands queue and form the
 * next batch: on a busy node, one system call and few thread wake-ups then serve many commands. On an idle node a command is
 * sent at once. In a cluster commands are not batched, because the servers must not wait for each other: every command is sent
 * by itself.
 */
final class CommandBatcher {
    private final RedisConnection redisConnection;
    private final CommandTimeouts commandTimeouts;
    private final boolean onVirtualThreads;
    private final Queue<PendingCommand<?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean batchInFlight = new AtomicBoolean();

    /** @param onVirtualThreads whether readers run on virtual threads */
    CommandBatcher(RedisConnection redisConnection, CommandTimeouts commandTimeouts, boolean onVirtualThreads) {
        this.redisConnection = redisConnection;
        this.commandTimeouts = commandTimeouts;
        this.onVirtualThreads = onVirtualThreads;
    }

    /**
     * Sends the command and waits for its answer.
     *
     * @throws io.lettuce.core.RedisException if the command fails or no answer arrives in time
     */
    <T> @Nullable T execute(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var pendingCommand = new PendingCommand<>(command);
        if (!redisConnection.isStandalone()) {
            pendingCommand.send(redisConnection);
        } else {
            queue.add(pendingCommand);
            if (batchInFlight.compareAndSet(false, true)) {
                if (onVirtualThreads) {
                    // Other virtual threads that are ready to send join this batch. For a platform thread the
                    // operating system could give the processor to any other thread, for milliseconds.
                    Thread.yield();
                }
                flushBatch();
            }
        }
        commandTimeouts.register(pendingCommand);
        return pendingCommand.await(this::flushBatch);
    }

    /**
     * Sends the queued commands as one batch. When the last of them is answered, a waiting thread is elected to flush the next
     * batch. The elected thread may have to wait for a processor; commands that are queued in the meantime join its batch.
     */
    private void flushBatch() {
        List<PendingCommand<?>> batch = drainQueue();
        var unanswered = new AtomicInteger(batch.size() + 1);
        Runnable answered = () -> {
            if (unanswered.decrementAndGet() == 0) {
                electNextFlusher();
            }
        };
        try {
            for (PendingCommand<?> pendingCommand : batch) {
                pendingCommand.whenDone(answered);
                pendingCommand.send(redisConnection);
            }
            redisConnection.flush();
        } finally {
            answered.run();
        }
    }

    private List<PendingCommand<?>> drainQueue() {
        var batch = new ArrayList<PendingCommand<?>>();
        for (PendingCommand<?> next = queue.poll(); next != null; next = queue.poll()) {
            batch.add(next);
        }
        return batch;
    }

    private void electNextFlusher() {
        do {
            for (PendingCommand<?> next : queue) {
                if (next.electAsFlusher()) {
                    return;
                }
            }
            // No thread waits for the commands that are still queued.
            batchInFlight.set(false);
        } while (queue.stream().anyMatch(pendingCommand -> !pendingCommand.isDone())
                && batchInFlight.compareAndSet(false, true));
    }
}
