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
 * What readers ask of one server. While some commands are on their way, whoever comes gathers for the next round: so a busy node
 * pays once for many what each would cost, system calls and the waking of a thread here and there. On an idle one nobody waits
 * for anybody. The servers of a cluster must not wait for each other either: there every command goes by itself.
 */
final class CommandBatcher {
    private final RedisConnection redisConnection;
    private final CommandTimeouts commandTimeouts;
    private final boolean onVirtualThreads;
    private final Queue<PendingCommand<?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean batchInFlight = new AtomicBoolean();

    /** @param onVirtualThreads whether readers are on such */
    CommandBatcher(RedisConnection redisConnection, CommandTimeouts commandTimeouts, boolean onVirtualThreads) {
        this.redisConnection = redisConnection;
        this.commandTimeouts = commandTimeouts;
        this.onVirtualThreads = onVirtualThreads;
    }

    /** The answer; as a {@code RedisException} if there is none in time. */
    <T> @Nullable T execute(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var pendingCommand = new PendingCommand<>(command);
        if (!redisConnection.isStandalone()) {
            pendingCommand.send(redisConnection);
        } else {
            queue.add(pendingCommand);
            if (batchInFlight.compareAndSet(false, true)) {
                if (onVirtualThreads) {
                    // Whoever is ready to ask, too, comes along. The operating system would give the processor to
                    // anybody,
                    // and for milliseconds.
                    Thread.yield();
                }
                flushBatch();
            }
        }
        commandTimeouts.register(pendingCommand);
        return pendingCommand.await(this::flushBatch);
    }

    /**
     * Sends those who have gathered. The last of them to be answered sees to the next round: he has somebody do it who waits for
     * it, and who has to wait for a processor like everybody else. Whoever is nearer to one joins in.
     */
    private void flushBatch() {
        List<PendingCommand<?>> round = drainQueue();
        var left = new AtomicInteger(round.size() + 1);
        Runnable answered = () -> {
            if (left.decrementAndGet() == 0) {
                electNextFlusher();
            }
        };
        try {
            for (PendingCommand<?> pendingCommand : round) {
                pendingCommand.whenDone(answered);
                pendingCommand.send(redisConnection);
            }
            redisConnection.flush();
        } finally {
            answered.run();
        }
    }

    private List<PendingCommand<?>> drainQueue() {
        var round = new ArrayList<PendingCommand<?>>();
        for (PendingCommand<?> next = queue.poll(); next != null; next = queue.poll()) {
            round.add(next);
        }
        return round;
    }

    private void electNextFlusher() {
        do {
            for (PendingCommand<?> next : queue) {
                if (next.electAsFlusher()) {
                    return;
                }
            }
            // Whoever is still there has given up.
            batchInFlight.set(false);
        } while (queue.stream().anyMatch(pendingCommand -> !pendingCommand.isDone())
                && batchInFlight.compareAndSet(false, true));
    }
}
