package io.eligo.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waiting for commands that are not answered in time. If everybody who waits did so with a limit, each would wake the
 * thread of a timer twice, which costs more than the command: here all have the same limit, so they are due in the order in
 * which they came, and one thread sleeps until the first of them is. It need not be woken for whoever comes later.
 */
final class CommandTimeouts {
    private final Duration timeout;
    private final Queue<ScheduledTimeout> pending = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;

    private record ScheduledTimeout(PendingCommand<?> pendingCommand, long deadline) {}

    CommandTimeouts(Duration most) {
        this.timeout = most;
    }

    /** From now on; it will be answered, at the latest a little after its time. */
    void register(PendingCommand<?> pendingCommand) {
        pending.add(new ScheduledTimeout(pendingCommand, System.nanoTime() + timeout.toNanos()));
    }

    void start() {
        var started = new Thread(this::run, "redis-patience");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            LockSupport.parkNanos(this, failExpired());
        }
    }

    /** How long until there can be another one. */
    private long failExpired() {
        for (ScheduledTimeout first = pending.peek(); first != null; first = pending.peek()) {
            long left = first.deadline - System.nanoTime();
            if (!first.pendingCommand.isDone() && left > 0) {
                return left;
            }
            pending.remove(first);
            if (!first.pendingCommand.isDone()) {
                first.pendingCommand.fail(new RedisCommandTimeoutException("no answer within " + timeout));
            }
        }
        // Whoever comes while this sleeps has as long, from then.
        return timeout.toNanos();
    }

    /** Nobody is left waiting. */
    void stop() {
        Thread running = thread;
        thread = null;
        LockSupport.unpark(running);
        for (ScheduledTimeout last = pending.poll(); last != null; last = pending.poll()) {
            last.pendingCommand.fail(new RedisException("closed"));
        }
    }
}
