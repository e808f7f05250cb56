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
final class Patience {
    private final Duration most;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;

    private record Waiting(Asked<?> asked, long due) {}

    Patience(Duration most) {
        this.most = most;
    }

    /** From now on; it will be answered, at the latest a little after its time. */
    void with(Asked<?> asked) {
        waiting.add(new Waiting(asked, System.nanoTime() + most.toNanos()));
    }

    void start() {
        var started = new Thread(this::run, "redis-patience");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            LockSupport.parkNanos(this, endOverdue());
        }
    }

    /** How long until there can be another one. */
    private long endOverdue() {
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            long left = first.due - System.nanoTime();
            if (!first.asked.answered() && left > 0) {
                return left;
            }
            waiting.remove(first);
            if (!first.asked.answered()) {
                first.asked.end(new RedisCommandTimeoutException("no answer within " + most));
            }
        }
        // Whoever comes while this sleeps has as long, from then.
        return most.toNanos();
    }

    /** Nobody is left waiting. */
    void stop() {
        Thread running = thread;
        thread = null;
        LockSupport.unpark(running);
        for (Waiting last = waiting.poll(); last != null; last = waiting.poll()) {
            last.asked.end(new RedisException("closed"));
        }
    }
}
