package io.eligo.observability;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LockException;
import liquibase.lockservice.StandardLockService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Liquibase's lock is a row, which outlives the process that was killed while it held it, and nobody migrates any more. This one
 * takes an advisory lock of the session first, which dies with its process: whoever has it knows that a locked row is a
 * dead one's, and releases it. Public and found by its name in META-INF/services, as Liquibase wants it.
 */
public final class MigrationLock extends StandardLockService {
    private static final Logger log = LoggerFactory.getLogger(MigrationLock.class);
    private static final long KEY = 0x656c69676f6d6967L;

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(Database database) {
        return database instanceof PostgresDatabase && database.getConnection() instanceof JdbcConnection;
    }

    @Override
    public boolean acquireLock() throws LockException {
        if (hasChangeLogLock()) {
            return true;
        }
        try (Statement statement = connection().createStatement()) {
            if (!isTrue(statement, "SELECT pg_try_advisory_lock(" + KEY + ")")) {
                return false;
            }
            releaseDeadRow(statement);
            connection().commit();
        } catch (SQLException e) {
            throw new LockException(e);
        }
        return super.acquireLock();
    }

    @Override
    public void releaseLock() throws LockException {
        try {
            super.releaseLock();
        } finally {
            unlock();
        }
    }

    private void releaseDeadRow(Statement statement) throws SQLException {
        if (!isTrue(statement, "SELECT to_regclass('databasechangeloglock') IS NOT NULL")) {
            return;
        }
        int released = statement.executeUpdate(
                "UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked");
        if (released > 0) {
            log.warn("released the migration lock of a process that is gone");
        }
    }

    private void unlock() throws LockException {
        try (Statement statement = connection().createStatement()) {
            isTrue(statement, "SELECT pg_advisory_unlock(" + KEY + ")");
            connection().commit();
        } catch (SQLException e) {
            throw new LockException(e);
        }
    }

    private Connection connection() {
        return ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
