package io.eligo.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Locale;
import org.springframework.core.io.ClassPathResource;

/**
 * Checks, before Eligo's first migration of a database, that source tables which are there already have the columns and keys that
 * the migration and the jobs need. Otherwise a migration would fail in the middle, on an error of one of its functions.
 */
final class ExistingTablesCheck {
    private static final String QUERY = load();

    private ExistingTablesCheck() {}

    /** @throws StartupFailure if Eligo has not migrated the database yet, and a source table does not fit */
    static void check(Statement statement, JdbcAddress address) throws SQLException {
        var defects = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                defects.add(rows.getString(1));
            }
        }
        if (!defects.isEmpty()) {
            throw new StartupFailure(
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL at %s: Eligo cannot use the tables that are in the database '%s': %s.",
                            address.server(),
                            address.database(),
                            String.join("; ", defects)),
                    "Give them the columns and keys of ops/source-tables.sql, or name another schema by currentSchema in SPRING_DATASOURCE_URL.");
        }
    }

    private static String load() {
        try {
            return new ClassPathResource("sql/startup/existing-tables.sql").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
