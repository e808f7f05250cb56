package io.eligo.api.endpoint;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Detects transient failures of PostgreSQL: it is unreachable, read-only, out of connections, or has terminated the session.
 */
final class DatabaseUnavailable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseUnavailable.class);
    private static final String READ_ONLY = "25006";
    // Connection exceptions, insufficient resources, transactions rolled back, system errors.
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "40", "58");
    // Idle or transaction timeouts, a lock that is not available, and sessions that were terminated from outside.
    private static final Set<String> TRANSIENT_STATES =
            Set.of("25P03", "25P04", "55P03", "57P01", "57P02", "57P03", "57P05");
    private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();
    private static final AtomicLong NEXT_LOG = new AtomicLong(System.nanoTime());

    /**
     * The message for the caller; null if {@code failure} is not a transient failure. Logged once a minute, because every
     * request fails with it.
     */
    static @Nullable String messageFor(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isReadOnly(cause)) {
                return logRateLimited("the database is read-only now: try again later", cause);
            }
            if (isTransient(cause)) {
                return logRateLimited("the database is unavailable now: try again later", cause);
            }
        }
        return null;
    }

    private static boolean isReadOnly(Throwable cause) {
        return cause instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState());
    }

    private static boolean isTransient(Throwable cause) {
        if (cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException) {
            return true;
        }
        String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
        if (state == null) {
            return cause.getCause() == null
                    && (cause instanceof CannotGetJdbcConnectionException
                            || cause instanceof CannotCreateTransactionException);
        }
        return TRANSIENT_STATES.contains(state)
                || state.length() == 5 && TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }

    private static String logRateLimited(String message, Throwable cause) {
        long now = System.nanoTime();
        long next = NEXT_LOG.get();
        if (now - next >= 0 && NEXT_LOG.compareAndSet(next, now + LOG_INTERVAL_NANOS)) {
            log.warn("Database unavailable, requests that need it are answered with UNAVAILABLE: {}", cause.toString());
        }
        return message;
    }

    private DatabaseUnavailable() {}
}
