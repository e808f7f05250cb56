package io.eligo.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Checks, where a node does not migrate ({@code spring.liquibase.enabled=false}), that every changeset of its version has run. A
 * changeset of functions that has run before and differs now is not noticed.
 */
final class PendingMigrationCheck {
    private static final Pattern CHANGESET = Pattern.compile("(?m)^--changeset eligo:(\\S+)");

    private PendingMigrationCheck() {}

    /** @throws StartupFailure naming a changeset that has not run */
    static void check(Statement statement, boolean migrated, JdbcAddress address) throws SQLException {
        if (!migrated) {
            throw failure(address, "is not migrated");
        }
        SortedSet<String> pending = changesets();
        try (ResultSet rows = statement.executeQuery("SELECT id FROM databasechangelog")) {
            while (rows.next()) {
                pending.remove(rows.getString(1));
            }
        }
        if (!pending.isEmpty()) {
            throw failure(
                    address, String.format(Locale.ROOT, "lacks the changeset '%s' of this version", pending.first()));
        }
    }

    private static StartupFailure failure(JdbcAddress address, String state) {
        return new StartupFailure(
                String.format(
                        Locale.ROOT,
                        "PostgreSQL at %s: the database '%s' %s, and spring.liquibase.enabled is false.",
                        address.server(),
                        address.database(),
                        state),
                "Run java -jar eligo.jar migrate of this version first.");
    }

    private static SortedSet<String> changesets() {
        var ids = new TreeSet<String>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath:db-changelog/**/*.sql")) {
                CHANGESET
                        .matcher(file.getContentAsString(StandardCharsets.UTF_8))
                        .results()
                        .forEach(changeset -> ids.add(changeset.group(1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }
}
