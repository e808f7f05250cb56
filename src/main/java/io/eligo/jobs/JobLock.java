package io.eligo.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a job at a time, over all nodes, and the proof that whoever ran it before is dead: a session-level advisory lock,
 * which PostgreSQL releases with the connection of a process that is gone. Held on a connection of its own for the whole run.
 */
final class JobLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobLock.class);

    // The two-key form is a lock space apart from the one-key form that grants uses for users.
    private static final int SPACE = 0x656c6967;

    private static final long BETWEEN_TRIES = 50;

    private final Connection connection;

    private JobLock(Connection connection) {
        this.connection = connection;
    }

    /** Empty if somebody alive holds it, and still does after {@code patience}. */
    static Optional<JobLock> acquire(DataSource database, String job, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Connection connection = database.getConnection();
            try {
                do {
                    if (locked(connection, job)) {
                        return Optional.of(new JobLock(connection));
                    }
                } while (System.nanoTime() < deadline && slept());
                connection.close();
                return Optional.empty();
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("locking job " + job, e);
        }
    }

    // Not waiting in the database: a session that waits for a lock holds back vacuum.
    private static boolean slept() {
        try {
            Thread.sleep(BETWEEN_TRIES);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean locked(Connection connection, String job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?, hashtext(?))")) {
            statement.setInt(1, SPACE);
            statement.setString(2, job);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        try (connection;
                PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_unlock_all()")) {
            statement.execute();
        } catch (SQLException e) {
            // The lock went with the connection; the run that it guarded has ended.
            log.warn("the connection that held a job's lock was lost: {}", e.getMessage());
        }
    }
}
