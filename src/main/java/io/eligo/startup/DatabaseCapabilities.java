package io.eligo.startup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Properties of the database and the user's privileges in it.
 *
 * @param migrated whether it has been migrated before: then no privilege to create is needed for now
 * @param mayWrite whether the user may use the tables; true if there are none
 */
record DatabaseCapabilities(
        int versionNumber,
        String version,
        String user,
        String database,
        boolean migrated,
        boolean mayCreate,
        boolean mayWrite) {
    static final String QUERY = """
            SELECT current_setting('server_version_num')::integer, current_setting('server_version'), current_user, current_database(),
                   to_regclass('databasechangelog') IS NOT NULL,
                   has_database_privilege(current_database(), 'CREATE') AND coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
                   coalesce(has_table_privilege(to_regclass('databasechangelog'), 'SELECT')
                            AND has_table_privilege(to_regclass('user_grants'), 'INSERT'), true)
            """;
    private static final int MIN_VERSION = 170_000;

    static DatabaseCapabilities of(ResultSet row) throws SQLException {
        return new DatabaseCapabilities(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    /** @throws StartupFailure if the application cannot work on this database */
    void check(JdbcAddress address) {
        if (versionNumber < MIN_VERSION) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL at %s is %s; Eligo needs 17 or newer.",
                            address.server(),
                            version.split(" ")[0]),
                    "");
        }
        if (!migrated && !mayCreate) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL at %s does not let the user '%s' create tables and schemas in the database '%s'.",
                            address.server(),
                            user,
                            database),
                    String.format(
                            Locale.ROOT, "Make it the owner: ALTER DATABASE \"%s\" OWNER TO \"%s\".", database, user));
        }
        if (!mayWrite) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL at %s does not let the user '%s' use the tables in the database '%s', which another user owns.",
                            address.server(),
                            user,
                            database),
                    "Set SPRING_DATASOURCE_USERNAME to their owner, or grant the owner's role to this user.");
        }
    }
}
