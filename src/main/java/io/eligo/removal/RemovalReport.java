package io.eligo.removal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The inventory as lines for the operator. */
final class RemovalReport {
    private RemovalReport() {}

    /** Objects of one kind in one schema, or parts of one table. */
    private record Group(String kind, String place) {}

    /** One line with all names for each group. */
    static List<String> lines(Inventory inventory) {
        var groups = new LinkedHashMap<Group, List<String>>();
        inventory.tableParts().forEach(part -> add(groups, part, " of " + part.place()));
        inventory
                .objects()
                .forEach(object -> add(groups, object, object.place().isEmpty() ? "" : " in " + object.place()));
        Stream<String> objects = groups.entrySet().stream()
                .map(group -> count(group.getKey().kind(), group.getValue().size())
                        + group.getKey().place() + ": " + String.join(", ", group.getValue()));
        return Stream.concat(objects, Stream.of(inventory.changesets().size() + " records of changesets by Liquibase"))
                .toList();
    }

    private static void add(Map<Group, List<String>> groups, EligoObject object, String place) {
        groups.computeIfAbsent(new Group(object.kind(), place), group -> new ArrayList<>())
                .add(object.nameWithin(object.place()));
    }

    /** The numbers of objects by kind. */
    static String summary(Inventory inventory) {
        return Stream.concat(inventory.objects().stream(), inventory.tableParts().stream())
                .collect(Collectors.groupingBy(EligoObject::kind, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> count(kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String count(String kind, long number) {
        String plural = kind.equals("INDEX") ? "indexes" : kind + "s";
        return number + " " + (number == 1 ? kind : plural).toLowerCase(Locale.ROOT);
    }
}
