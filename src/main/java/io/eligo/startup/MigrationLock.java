package io.eligo.startup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Lets one process migrate at a time. Liquibase's own lock is a row: it outlives a process that is killed while it holds the
 * lock, and two processes on an empty database both try to create it. This class therefore holds a session's advisory lock
 * around the migration. That lock ends with its process, so its holder knows that a locked row belongs to a dead process, and
 * releases the row.
 *
 * <p>Liquibase does not run where it would do nothing, and not on a database that a newer release has migrated: the files of functions,
 * triggers and views of an older release would replace the newer ones, which nodes of the newer release need.
 */
@Component
public final class MigrationLock implements BeanPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(MigrationLock.class);
    private static final long KEY = 0x656c69676f6d6967L;

    /** A query: whether no process is migrating the database. If so, none begins to until the end of the transaction. */
    public static final String TRY_IN_TRANSACTION = "SELECT pg_try_advisory_xact_lock(" + KEY + ")";

    private @Nullable Connection lockConnection;
    private @Nullable AppliedChangelog toRecord;

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof SpringLiquibase liquibase) {
            try {
                // If the migration fails, this connection is closed with the pool.
                Connection connection = lock(liquibase.getDataSource().getConnection());
                lockConnection = connection;
                AppliedChangelog changelog = AppliedChangelog.of(liquibase).orElse(null);
                if (changelog == null || isNeeded(changelog, connection)) {
                    toRecord = changelog;
                } else {
                    liquibase.setShouldRun(false);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("Migration lock cannot be acquired", e);
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
                if (toRecord != null) {
                    toRecord.record(statement);
                }
                queryBoolean(statement, "SELECT pg_advisory_unlock(" + KEY + ")");
            } catch (SQLException e) {
                throw new IllegalStateException("Migration lock cannot be released", e);
            }
        }
        return bean;
    }

    private static boolean isNeeded(AppliedChangelog changelog, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> newer = changelog.unknownReleases(statement);
            if (!newer.isEmpty()) {
                log.info(
                        "Database migrated by the newer release {}, this node leaves its schema as it is",
                        String.join(", ", newer));
                return false;
            }
            return !changelog.isApplied(statement);
        }
    }

    private static Connection lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!queryBoolean(statement, "SELECT pg_try_advisory_lock(" + KEY + ")")) {
                log.info("Migration lock held by another process, waiting for it");
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
            log.warn("Migration lock released, its owner has ended");
        }
    }

    private static boolean queryBoolean(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
