package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of the triggers in {@code docs/architecture/outbox.md} agrees with {@code db-changelog/code}. {@code
 * -Ddocs.update=true} writes it instead of comparing it.
 */
class TriggersDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/architecture/outbox.md");
    private static final String BEGIN = "<!-- triggers -->\n";
    private static final String END = "<!-- end of triggers -->";

    private static final Pattern TRIGGER =
            Pattern.compile("CREATE (?:OR REPLACE|CONSTRAINT) TRIGGER (\\w+) (?:BEFORE|AFTER) ([\\w ]+?) ON (\\w+)\\b"
                    + "[^;]*?EXECUTE FUNCTION (\\w+)\\(");

    private static final Pattern SOURCE_TABLE = Pattern.compile("CREATE TABLE (\\w+) \\(");

    private static final List<String> EFFECTS = List.of("catalogue", "outbox", "view", "identity", "replicated rows");

    /** One trigger. */
    private record Trigger(String effect, String statements, String table, String function) {}

    @Test
    void theDocumentListsTheTriggersOfEachSourceTable() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END, begin);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + table() + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(table());
        }
    }

    private static String table() throws IOException {
        List<Trigger> triggers = triggers();
        var rows = new StringBuilder("| table | " + String.join(" | ", EFFECTS) + " |\n| --- |")
                .append(" --- |".repeat(EFFECTS.size()))
                .append('\n');
        for (String table : sourceTables()) {
            rows.append("| `").append(table).append("` | ");
            rows.append(EFFECTS.stream()
                            .map(effect -> cell(triggers.stream()
                                    .filter(trigger -> trigger.table.equals(table) && trigger.effect.equals(effect))
                                    .toList()))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return rows.toString();
    }

    /** Each function with the statements that run it. */
    private static String cell(List<Trigger> triggers) {
        Map<String, String> statementsByFunction = new LinkedHashMap<>();
        triggers.forEach(trigger -> statementsByFunction.merge(trigger.function, trigger.statements, String::concat));
        return statementsByFunction.isEmpty()
                ? "–"
                : statementsByFunction.entrySet().stream()
                        .map(one -> sorted(one.getValue()) + " `" + one.getKey() + '`')
                        .collect(Collectors.joining("<br>"));
    }

    private static String sorted(String statements) {
        return Stream.of("I", "U", "D", "T").filter(statements::contains).collect(Collectors.joining());
    }

    private static List<String> sourceTables() throws IOException {
        return SOURCE_TABLE
                .matcher(Files.readString(Path.of("ops/source-tables.sql")))
                .results()
                .map(table -> table.group(1))
                .toList();
    }

    private static List<Trigger> triggers() throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> code = Files.list(Path.of("db-changelog/code"))) {
            for (Path file : code.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        var triggers = new ArrayList<Trigger>();
        files.forEach((file, text) -> TRIGGER.matcher(text).results().forEach(trigger -> {
            triggers.add(new Trigger(
                    effect(file, trigger.group(4)),
                    Stream.of(trigger.group(2).split(" OR "))
                            .map(statement -> statement.substring(0, 1))
                            .collect(Collectors.joining()),
                    trigger.group(3),
                    trigger.group(4)));
        }));
        assertThat(triggers).hasSize((int) files.values().stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("CREATE .*\\bTRIGGER .*"))
                .count());
        return triggers;
    }

    private static String effect(String file, String function) {
        return switch (file) {
            case "catalog.sql" -> function.startsWith("log_") ? "catalogue" : "identity";
            case "outbox.sql" -> "outbox";
            case "eligibility-view.sql" -> "view";
            // The triggers before and after a statement only tell the row trigger that statement triggers run.
            case "replication.sql" -> function.endsWith("_replica_statement") ? "" : "replicated rows";
            default -> throw new IllegalArgumentException("trigger in " + file);
        };
    }
}
