package io.eligo.startup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import org.postgresql.PGConnection;

/**
 * Checks that prepared statements outlive a transaction. Behind a pooler that shares server sessions between transactions, two
 * clients get each other's prepared statements, unless the pooler keeps them apart (PgBouncer 1.21 and newer, if configured)
 * or the driver prepares none (prepareThreshold=0).
 */
final class ConnectionPoolerCheck {
    /** A prepared statement of that name exists already; exists no longer. */
    static final Set<String> LOST_STATEMENT_STATES = Set.of("42P05", "26000");

    interface ConnectionSupplier {
        Connection connect() throws SQLException;
    }

    private ConnectionPoolerCheck() {}

    /** @throws StartupFailure if prepared statements get lost */
    static void check(Connection first, ConnectionSupplier another, JdbcAddress address) throws SQLException {
        if (first.unwrap(PGConnection.class).getPrepareThreshold() == 0 || !isPooled(first)) {
            return;
        }
        try (Connection second = another.connect()) {
            prepare(first);
            prepare(second);
        } catch (SQLException e) {
            if (LOST_STATEMENT_STATES.contains(String.valueOf(e.getSQLState()))) {
                throw lostStatementFailure(address);
            }
            throw e;
        }
    }

    /** Whether there is a pooler between this process and PostgreSQL: it reports a process id of its own to its clients. */
    static boolean isPooled(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID() != backendPid(connection);
    }

    static StartupFailure lostStatementFailure(JdbcAddress address) {
        return new StartupFailure(
                String.format(
                        Locale.ROOT,
                        "The pooler at %s shares PostgreSQL's sessions between transactions, and prepared statements get lost.",
                        address.server()),
                "Add prepareThreshold=0 to SPRING_DATASOURCE_URL, or let it pool sessions.");
    }

    private static int backendPid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        PGConnection postgresql = connection.unwrap(PGConnection.class);
        int threshold = postgresql.getPrepareThreshold();
        postgresql.setPrepareThreshold(1);
        try (var statement = connection.prepareStatement("SELECT 1")) {
            statement.executeQuery().close();
        } finally {
            postgresql.setPrepareThreshold(threshold);
        }
    }
}
