package io.eligo.removal;

import io.eligo.removal.ChangelogRollbacks.Changeset;
import io.eligo.removal.ChangelogRollbacks.ChangesetKey;
import io.eligo.removal.ChangelogRollbacks.DroppedObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the inventory from the catalog of the database. Its statements write nothing and take no locks that others wait for. */
final class InventoryReader {
    private static final String OBJECTS = readSql("objects.sql");
    private static final String TABLE_PARTS = readSql("table-parts.sql");
    private static final String FOREIGN_OBJECTS = readSql("foreign-objects.sql");

    // Each node and run states itself when its heartbeat expires.
    private static final String LIVE_NODES = """
            SELECT format('node %s%s is alive, stop it first (a killed one counts as alive for %s s more)', name,
                          CASE WHEN roles = '{}' THEN '' ELSE ' (' || array_to_string(roles, ', ') || ')' END,
                          ceil(extract(epoch FROM expires_at - now())))
            FROM batch.node WHERE expires_at >= now() ORDER BY name
            """;
    private static final String LIVE_RUNS = """
            SELECT format('the job %s runs on node %s, stop it or let it end first', job, node)
            FROM batch.run WHERE expires_at >= now() ORDER BY job
            """;

    private final JdbcClient jdbc;
    private final List<Changeset> changelog;

    InventoryReader(JdbcClient jdbc, List<Changeset> changelog) {
        this.jdbc = jdbc;
        this.changelog = changelog;
    }

    private record Place(String database, String schema, String quotedSchema) {
        /** With a schema: {@code pg_catalog} comes before the search path. */
        String qualify(String kind, String name) {
            int arguments = name.indexOf('(');
            boolean qualified =
                    name.substring(0, arguments < 0 ? name.length() : arguments).contains(".");
            return kind.equals("SCHEMA") || qualified ? name : quotedSchema + "." + name;
        }
    }

    private record RecordedChangeset(String id, String author, String file, String state) {
        ChangesetKey key() {
            return new ChangesetKey(id, file);
        }
    }

    /** To be called in a transaction, whose search path it changes. */
    Inventory read() {
        Place place = findPlace();
        List<RecordedChangeset> recorded = findRecorded(place);
        Set<ChangesetKey> known = changelog.stream().map(Changeset::key).collect(Collectors.toSet());
        Set<ChangesetKey> changesets = recorded.stream()
                .map(RecordedChangeset::key)
                .filter(known::contains)
                .collect(Collectors.toSet());
        List<String> unknown = recorded.stream()
                .filter(one -> !known.contains(one.key()))
                .map(RecordedChangeset::id)
                .sorted()
                .toList();
        List<Changeset> executed = findExecuted(recorded);
        List<EligoObject> objects = findObjects(place, executed);
        List<String> sourceTables = changesets.isEmpty() ? List.of() : findSourceTables(place);
        List<EligoObject> tableParts = findTableParts(place, sourceTables, objects);
        return new Inventory(
                place.database(),
                place.schema(),
                changesets,
                unknown,
                objects,
                tableParts,
                executed.stream().flatMap(Changeset::resets).toList(),
                sourceTables,
                findForeignObjects(objects, tableParts),
                findActivity(objects));
    }

    /** The schemas of this database that have Eligo's view, whatever Liquibase's records say. */
    List<String> findSchemasWithView() {
        return jdbc.sql("""
                        SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relname = 'user_offer_eligibility' AND c.relkind = 'v' ORDER BY 1
                        """).query(String.class).list();
    }

    private Place findPlace() {
        jdbc.sql("SELECT set_config('search_path', quote_ident(current_schema()), true)")
                .query(String.class)
                .single();
        return jdbc.sql("SELECT current_database(), current_schema(), quote_ident(current_schema())")
                .query((row, n) -> new Place(row.getString(1), row.getString(2), row.getString(3)))
                .single();
    }

    private List<RecordedChangeset> findRecorded(Place place) {
        if (!exists(place, "databasechangelog")) {
            return List.of();
        }
        return jdbc.sql("SELECT id, author, filename, exectype FROM databasechangelog WHERE author = ?"
                        + " AND filename LIKE 'db-changelog/%'")
                .param(ChangelogRollbacks.AUTHOR)
                .query((row, n) ->
                        new RecordedChangeset(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    private boolean exists(Place place, String table) {
        return jdbc.sql("SELECT to_regclass(?) IS NOT NULL")
                .param(place.qualify("TABLE", table))
                .query(Boolean.class)
                .single();
    }

    /** A changeset that was only marked as run found what it would have created: that belongs to others. */
    private List<Changeset> findExecuted(List<RecordedChangeset> recorded) {
        Set<ChangesetKey> executed = recorded.stream()
                .filter(one -> !one.state().equals("MARK_RAN"))
                .map(RecordedChangeset::key)
                .collect(Collectors.toSet());
        return changelog.stream()
                .filter(changeset -> executed.contains(changeset.key()) && !changeset.shapesSourceTable())
                .toList();
    }

    private List<String> findSourceTables(Place place) {
        return changelog.stream()
                .filter(Changeset::shapesSourceTable)
                .flatMap(Changeset::droppedObjects)
                .map(DroppedObject::name)
                .sorted()
                .filter(name -> exists(place, name))
                .map(name -> place.qualify("TABLE", name))
                .toList();
    }

    private List<EligoObject> findObjects(Place place, List<Changeset> executed) {
        List<DroppedObject> dropped =
                executed.stream().flatMap(Changeset::droppedObjects).toList();
        return jdbc.sql(OBJECTS)
                .param("kinds", dropped.stream().map(DroppedObject::kind).toArray(String[]::new))
                .param(
                        "names",
                        dropped.stream()
                                .map(object -> place.qualify(object.kind(), object.name()))
                                .toArray(String[]::new))
                .query((row, n) -> toObject(place, row))
                .list();
    }

    private static EligoObject toObject(Place place, ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        String name = row.getString("name");
        return new EligoObject(
                kind,
                kind.equals("SCHEMA") ? "" : schemaOf(place, name),
                name,
                row.getLong("classid"),
                row.getLong("oid"),
                0,
                row.getString("owner"),
                row.getBoolean("may_drop"),
                String.format(Locale.ROOT, "DROP %s %s", kind, name));
    }

    private static String schemaOf(Place place, String name) {
        return name.startsWith(place.quotedSchema() + ".") ? place.schema() : name.substring(0, name.indexOf('.'));
    }

    private List<EligoObject> findTableParts(Place place, List<String> sourceTables, List<EligoObject> objects) {
        return jdbc.sql(TABLE_PARTS)
                .param("sourceTables", sourceTables.toArray(String[]::new))
                .param("functions", oids(objects.stream().filter(object -> object.isKind("FUNCTION"))))
                .param("relations", oids(objects.stream().filter(object -> object.isOneOf("TABLE", "VIEW"))))
                .query((row, n) -> new EligoObject(
                        row.getString("kind"),
                        row.getString("source"),
                        row.getString("name"),
                        row.getLong("classid"),
                        row.getLong("oid"),
                        row.getInt("attnum"),
                        row.getString("owner"),
                        row.getBoolean("may_drop"),
                        row.getString("statement")))
                .list();
    }

    private List<String> findForeignObjects(List<EligoObject> objects, List<EligoObject> tableParts) {
        List<EligoObject> all =
                Stream.concat(objects.stream(), tableParts.stream()).toList();
        return jdbc.sql(FOREIGN_OBJECTS)
                .param("classes", all.stream().map(EligoObject::classId).toArray(Long[]::new))
                .param("oids", oids(all.stream()))
                .param("columns", all.stream().map(EligoObject::column).toArray(Integer[]::new))
                .query((row, n) -> String.format(Locale.ROOT, "%s (needs %s)", row.getString(1), row.getString(2)))
                .list();
    }

    private static Long[] oids(Stream<EligoObject> objects) {
        return objects.map(EligoObject::oid).toArray(Long[]::new);
    }

    private List<String> findActivity(List<EligoObject> objects) {
        Set<String> tables = objects.stream()
                .filter(object -> object.isKind("TABLE"))
                .map(EligoObject::name)
                .collect(Collectors.toSet());
        var activity = new ArrayList<String>();
        if (tables.contains("batch.node")) {
            activity.addAll(jdbc.sql(LIVE_NODES).query(String.class).list());
        }
        if (tables.contains("batch.run")) {
            activity.addAll(jdbc.sql(LIVE_RUNS).query(String.class).list());
        }
        return activity;
    }

    static String readSql(String file) {
        try {
            return new ClassPathResource("sql/removal/" + file).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
