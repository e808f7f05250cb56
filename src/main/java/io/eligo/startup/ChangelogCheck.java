package io.eligo.startup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Checks that the database was not created by the changelog of the time before the first release. The tables of that
 * changelog are not migrated, and the present one would fail because they exist.
 */
final class ChangelogCheck {
    private static final String QUERY =
            "SELECT current_database() FROM databasechangelog WHERE filename LIKE 'db-changelog/changes/%' LIMIT 1";

    private ChangelogCheck() {}

    /** @throws StartupFailure if {@code databasechangelog}, which must exist, has changesets of the replaced changelog */
    static void check(Statement statement, JdbcAddress address) throws SQLException {
        try (ResultSet old = statement.executeQuery(QUERY)) {
            if (old.next()) {
                throw new StartupFailure(
                        String.format(
                                Locale.ROOT,
                                "PostgreSQL at %s: the database '%s' was created before the first release, by a changelog that has been replaced.",
                                address.server(),
                                old.getString(1)),
                        "Drop and create the database, or name an empty one in SPRING_DATASOURCE_URL, and load the source tables again.");
            }
        }
    }
}
