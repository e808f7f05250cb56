package io.eligo.platform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;

/**
 * Deadline of the work that the current thread does: a request, or a sample for the metrics. No SQL statement of the thread runs beyond
 * it ({@link StatementTimeouts}).
 */
public final class RequestDeadline {
    private static final ThreadLocal<@Nullable Long> END = new ThreadLocal<>();

    public static void start(Duration time) {
        END.set(System.nanoTime() + time.toNanos());
    }

    public static void clear() {
        END.remove();
    }

    /** The remaining time in seconds, rounded up; null if the thread has no deadline, as in jobs. */
    static @Nullable Integer remainingSeconds() {
        Long end = END.get();
        if (end == null) {
            return null;
        }
        long remaining = end - System.nanoTime();
        if (remaining <= 0) {
            throw new QueryTimeoutException("request deadline exceeded");
        }
        return (int) (1 + remaining / 1_000_000_000);
    }

    private RequestDeadline() {}
}
