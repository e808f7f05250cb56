package io.eligo.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Shared timeout of the commands in flight. If every reader waited with its own timeout, each wait would wake the timer's
 * thread twice, which costs more than the command. All commands have the same timeout, so they expire in the order in which
 * they are registered, and one thread sleeps until the first one expires. A command that is registered later does not have to
 * wake it.
 */
final class CommandTimeouts {
    private final Duration timeout;
    private final Queue<ScheduledTimeout> pending = new ConcurrentLinkedQueue<>();
    private volatile boolean started;
    private volatile @Nullable Thread thread;

    private record ScheduledTimeout(PendingCommand<?> pendingCommand, long deadline) {}

    CommandTimeouts(Duration timeout) {
        this.timeout = timeout;
    }

    /** Starts the command's timeout. The command completes at the latest a little after it. */
    void register(PendingCommand<?> pendingCommand) {
        pending.add(new ScheduledTimeout(pendingCommand, System.nanoTime() + timeout.toNanos()));
    }

    /** @param executor has a thread for this object alone, which it occupies until {@link #stop} */
    void start(Executor executor) {
        started = true;
        executor.execute(this::run);
    }

    private void run() {
        thread = Thread.currentThread();
        while (started) {
            LockSupport.parkNanos(this, failExpired());
        }
        thread = null;
    }

    /** Fails the expired commands; returns the nanoseconds until another one can expire. */
    private long failExpired() {
        for (ScheduledTimeout first = pending.peek(); first != null; first = pending.peek()) {
            long remainingNanos = first.deadline - System.nanoTime();
            if (!first.pendingCommand.isDone() && remainingNanos > 0) {
                return remainingNanos;
            }
            pending.remove(first);
            if (!first.pendingCommand.isDone()) {
                first.pendingCommand.fail(new RedisCommandTimeoutException("no answer from Redis within " + timeout));
            }
        }
        // A command that is registered while this thread sleeps expires a full timeout after its registration.
        return timeout.toNanos();
    }

    /** Fails all commands that are still registered. */
    void stop() {
        started = false;
        LockSupport.unpark(thread);
        for (ScheduledTimeout last = pending.poll(); last != null; last = pending.poll()) {
            last.pendingCommand.fail(new RedisException("Redis connection closed"));
        }
    }
}
