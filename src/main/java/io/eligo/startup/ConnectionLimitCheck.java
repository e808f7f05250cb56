package io.eligo.startup;

import io.eligo.platform.connections.PoolSizes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Checks that PostgreSQL accepts all connections that a server, or a process that runs a job, may open. Those of other processes are
 * not known here.
 */
final class ConnectionLimitCheck {
    private static final String QUERY = """
            SELECT session_user,
                   least(current_setting('max_connections')::integer
                             - CASE WHEN rolsuper THEN 0
                                    ELSE current_setting('superuser_reserved_connections')::integer
                                             + coalesce(current_setting('reserved_connections', true), '0')::integer END,
                         CASE WHEN rolsuper THEN NULL ELSE nullif(rolconnlimit, -1) END,
                         CASE WHEN rolsuper THEN NULL ELSE nullif(datconnlimit, -1) END)
            FROM pg_roles, pg_database
            WHERE rolname = session_user AND datname = current_database()
            """;

    private ConnectionLimitCheck() {}

    /**
     * @param statement on a connection to PostgreSQL itself: a pooler shares its connections among more clients
     * @param poolSize of the main pool
     * @throws StartupFailure if the limit of the server, the database or the user is lower
     */
    static void check(Statement statement, int poolSize, JdbcAddress address) throws SQLException {
        int needed = poolSize + PoolSizes.OUTSIDE_MAIN_POOL;
        try (ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            int accepted = row.getInt(2);
            if (accepted < needed) {
                throw new StartupFailure(
                        String.format(
                                Locale.ROOT,
                                "PostgreSQL at %s accepts %d connections of the user '%s' to the database '%s'; this process opens up to %d: %d by %s, %d for catalogue, heartbeat and leases, %d for comparisons.",
                                address.server(),
                                accepted,
                                row.getString(1),
                                address.database(),
                                needed,
                                poolSize,
                                PoolSizes.MAIN_POOL_PROPERTY,
                                PoolSizes.RESERVED,
                                PoolSizes.SHADOW),
                        "Raise max_connections or the connection limit of the user or the database, or lower the size of the pool.");
            }
        }
    }
}
