package io.eligo.removal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.change.core.RawSQLChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringResourceAccessor;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ResourceAccessor;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * What the changesets of this version have created, as their rollbacks tell. Each changeset has a rollback, and tests compare the
 * catalog of the database after all of them with an empty one.
 */
final class ChangelogRollbacks {
    static final String AUTHOR = "eligo";

    private static final String CHANGELOG = "db-changelog/changelog.yaml";

    /** The label of changesets that create a source table, or a column of one. It stays. */
    private static final String SOURCE_TABLE = "source-table";

    private static final Pattern DROP = Pattern.compile(
            "DROP (TABLE|VIEW|SEQUENCE|INDEX|FUNCTION|SCHEMA) (?:IF EXISTS )?([a-z0-9_.]+(?:\\([^)]*\\))?)( CASCADE)?");
    private static final Pattern RESET = Pattern.compile("ALTER TABLE .* RESET \\(.*\\)");

    private ChangelogRollbacks() {}

    /** The key of a changeset in {@code databasechangelog}. */
    record ChangesetKey(String id, String file) {}

    /**
     * A changeset.
     *
     * @param shapesSourceTable whether it creates a source table, or a column of one
     * @param rollback its statements, in their order
     */
    record Changeset(ChangesetKey key, boolean shapesSourceTable, List<String> rollback) {
        Stream<DroppedObject> droppedObjects() {
            return rollback.stream()
                    .map(DROP::matcher)
                    .filter(Matcher::matches)
                    .map(drop -> new DroppedObject(drop.group(1), drop.group(2)));
        }

        /** Statements that take back a setting of a table. Any other statement that drops no object is not for a removal. */
        Stream<String> resets() {
            return rollback.stream().filter(RESET.asMatchPredicate());
        }
    }

    /**
     * An object that a rollback drops.
     *
     * @param kind as in a DROP statement
     * @param name without a schema where it is in Eligo's main schema; of a function, with the types of its arguments
     */
    record DroppedObject(String kind, String name) {}

    /** All changesets of this version, the last one first. */
    static List<Changeset> read() {
        try (ResourceAccessor resources = new SpringResourceAccessor(new DefaultResourceLoader())) {
            DatabaseChangeLog changelog = ChangeLogParserFactory.getInstance()
                    .getParser(CHANGELOG, resources)
                    .parse(CHANGELOG, new ChangeLogParameters(), resources);
            var changesets = new ArrayList<Changeset>();
            for (ChangeSet changeset : changelog.getChangeSets()) {
                changesets.add(read(changeset));
            }
            Collections.reverse(changesets);
            return changesets;
        } catch (LiquibaseException e) {
            throw new IllegalStateException("Changelog cannot be read", e);
        } catch (Exception e) {
            throw new IllegalStateException("Changelog cannot be closed", e);
        }
    }

    private static Changeset read(ChangeSet changeset) {
        var statements = new ArrayList<String>();
        for (Change change : changeset.getRollback().getChanges()) {
            if (change instanceof RawSQLChange sql) {
                Stream.of(sql.getSql().split(";"))
                        .map(String::strip)
                        .filter(statement -> !statement.isEmpty())
                        .forEach(statements::add);
            }
        }
        return new Changeset(
                new ChangesetKey(changeset.getId(), changeset.getFilePath()),
                changeset.getLabels() != null
                        && changeset.getLabels().getLabels().contains(SOURCE_TABLE),
                List.copyOf(statements));
    }
}
