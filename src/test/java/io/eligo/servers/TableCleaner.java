package io.eligo.servers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empties tables of a database that tests share. Runs of earlier tests may not have ended, and background work of the application
 * locks the same tables in another order. All tests empty tables through this class.
 */
public final class TableCleaner {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 20;

    // Less than PostgreSQL's deadlock_timeout: this statement gives up, not the background work.
    private static final String WITH_LOCK_TIMEOUT =
            "DO $clean$ BEGIN SET LOCAL lock_timeout = '500ms'; %s; END $clean$";

    // Lock timeout, deadlock, serialization failure.
    private static final Set<String> RETRYABLE_STATES = Set.of("55P03", "40P01", "40001");

    /**
     * Stops running jobs, waits for their end, truncates the tables and all tables that refer to them, and ends all deferrals.
     *
     * @param tables names separated by commas
     */
    public static void empty(JdbcClient jdbc, String tables) {
        stopRunningJobs(jdbc);
        updateWithRetry(jdbc, "TRUNCATE " + tables + " CASCADE");
        // While an earlier test's deferral stands, no event is leased.
        updateWithRetry(jdbc, "DELETE FROM deferral");
    }

    /** Repeats the statement while other transactions hold its locks. */
    public static void updateWithRetry(JdbcClient jdbc, String statement) {
        retryUntil(statement, () -> {
            try {
                jdbc.sql(WITH_LOCK_TIMEOUT.formatted(statement)).update();
                return true;
            } catch (DataAccessException e) {
                if (e.getRootCause() instanceof SQLException sql
                        && RETRYABLE_STATES.contains(String.valueOf(sql.getSQLState()))) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static void stopRunningJobs(JdbcClient jdbc) {
        updateWithRetry(
                jdbc,
                "UPDATE batch.launch SET refusal = 'its test is over' WHERE claimed_by IS NULL AND job_execution_id IS NULL AND refusal IS NULL");
        retryUntil("the end of all runs", () -> {
            updateWithRetry(jdbc, "UPDATE batch.run SET stop_requested_at = now() WHERE stop_requested_at IS NULL");
            return findRunningJobs(jdbc).isEmpty();
        });
    }

    private static List<String> findRunningJobs(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT job FROM batch.run WHERE expires_at > now()
                        UNION ALL
                        SELECT l.job FROM batch.launch l JOIN batch.node n ON n.name = l.claimed_by
                        WHERE l.job_execution_id IS NULL AND l.refusal IS NULL AND n.expires_at > now()
                        """).query(String.class).list();
    }

    private static void retryUntil(String what, BooleanSupplier done) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("timeout after %s, waiting for: %s".formatted(TIMEOUT, what));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tables were being emptied", e);
        }
    }

    private TableCleaner() {}
}
