package io.eligo.startup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * One process migrates at a time. Liquibase's own lock is a row, which outlives a process that is killed while it holds it,
 * and which two processes on an empty database both try to create. So a session's advisory lock is held around it: that one
 * dies with its process, and whoever has it knows that a locked row is a dead one's, and releases it.
 */
@Component
class MigrationLock implements BeanPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(MigrationLock.class);
    private static final long KEY = 0x656c69676f6d6967L;

    private @Nullable Connection lockConnection;

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof SpringLiquibase liquibase) {
            try {
                // If the migration fails nobody comes back for it; it is closed with the pool.
                lockConnection = lock(liquibase.getDataSource().getConnection());
            } catch (SQLException e) {
                throw new IllegalStateException("locking migrations", e);
            }
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof SpringLiquibase && lockConnection != null) {
            try (Connection connection = lockConnection;
                    Statement statement = connection.createStatement()) {
                lockConnection = null;
                queryBoolean(statement, "SELECT pg_advisory_unlock(" + KEY + ")");
            } catch (SQLException e) {
                throw new IllegalStateException("unlocking migrations", e);
            }
        }
        return bean;
    }

    private static Connection lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!queryBoolean(statement, "SELECT pg_try_advisory_lock(" + KEY + ")")) {
                log.info("another process is migrating the database; waiting for it");
                statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
            }
            releaseStaleLockRow(statement);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void releaseStaleLockRow(Statement statement) throws SQLException {
        if (queryBoolean(statement, "SELECT to_regclass('databasechangeloglock') IS NULL")) {
            return;
        }
        int released = statement.executeUpdate(
                "UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked");
        if (released > 0) {
            log.warn("released the migration lock of a process that is gone");
        }
    }

    private static boolean queryBoolean(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
