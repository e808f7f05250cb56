package io.eligo.removal;

import io.eligo.removal.ChangelogRollbacks.ChangesetKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything of Eligo that a database has, and what prevents its removal.
 *
 * <p>For example, of a database whose table {@code merchant} was there before Eligo: {@code objects} has {@code user_grants} and the
 * function {@code log_merchant}; {@code tableParts} has the trigger {@code log_insert} and the column {@code merchant_no} of {@code
 * merchant}; {@code resets} takes back the statistics setting of {@code customer_type}; {@code foreignObjects} has a view of the
 * owner that selects {@code merchant_no}, which prevents the removal.
 *
 * @param schema where Eligo's main tables are: the first one of {@code search_path}
 * @param changesets those of Eligo that are recorded as run
 * @param unknownChangesets recorded ones of Eligo that this version does not have
 * @param objects what the rollbacks drop, in their order
 * @param tableParts triggers, and constraints and columns of source tables
 * @param resets statements that take back settings of source tables
 * @param sourceTables those that are there; they stay
 * @param foreignObjects objects of others that depend on Eligo's, with what they need
 * @param activity live nodes and runs
 */
record Inventory(
        String database,
        String schema,
        Set<ChangesetKey> changesets,
        List<String> unknownChangesets,
        List<EligoObject> objects,
        List<EligoObject> tableParts,
        List<String> resets,
        List<String> sourceTables,
        List<String> foreignObjects,
        List<String> activity) {

    /** Nothing of Eligo is there: a name that Eligo uses for a table says nothing unless a changeset is recorded. */
    boolean isEmpty() {
        return changesets.isEmpty() && unknownChangesets.isEmpty();
    }

    /** Objects of others are in none of these, so nothing needs CASCADE. */
    List<EligoObject> dropOrder() {
        var order = new ArrayList<EligoObject>();
        tableParts.stream().filter(object -> !object.isKind("COLUMN")).forEach(order::add);
        // Views and functions read the columns of the numbers, whose defaults need a sequence.
        objects.stream().filter(object -> object.isOneOf("VIEW", "FUNCTION")).forEach(order::add);
        tableParts.stream().filter(object -> object.isKind("COLUMN")).forEach(order::add);
        objects.stream().filter(object -> !object.isOneOf("VIEW", "FUNCTION")).forEach(order::add);
        return order;
    }

    String sourceTableNames() {
        return sourceTables.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.joining(", "));
    }

    /** The tables that the removal locks, source tables first: writers lock those first too. */
    List<String> tables() {
        return Stream.concat(
                        sourceTables.stream(),
                        objects.stream()
                                .filter(object -> object.isKind("TABLE"))
                                .map(EligoObject::name))
                .toList();
    }

    /** In sentences; empty if nothing prevents the removal. */
    List<String> obstacles() {
        var obstacles = new ArrayList<String>();
        if (!unknownChangesets.isEmpty()) {
            obstacles.add(
                    "the database was migrated by another version of Eligo, remove it with the jar of that version; unknown changesets: "
                            + String.join(", ", unknownChangesets));
        }
        obstacles.addAll(activity);
        if (!foreignObjects.isEmpty()) {
            obstacles.add("objects that are not Eligo's need objects of Eligo, drop or change them first: "
                    + String.join(", ", foreignObjects));
        }
        List<String> others = Stream.concat(objects.stream(), tableParts.stream())
                .filter(object -> !object.mayDrop())
                .map(EligoObject::owner)
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            obstacles.add("the user may not drop what belongs to " + String.join(", ", others)
                    + ", set SPRING_DATASOURCE_USERNAME to the owner");
        }
        return obstacles;
    }
}
