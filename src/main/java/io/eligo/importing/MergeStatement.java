package io.eligo.importing;

import io.eligo.importing.files.CsvFile;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The statement that merges the staged rows of a range of lines into their table. */
final class MergeStatement {
    // The statement looks up existing rows before it inserts: ON CONFLICT alone locks, and so writes, unchanged rows,
    // and takes a sequence value for each, from a sequence of 28 bits. ON CONFLICT remains for concurrent inserts. Rows
    // are in key order, so that locks are taken in one order. The look-up is per row (OFFSET 0): for a range of lines
    // the planner would rather scan a whole large table each time.
    private static final String SQL = """
            INSERT INTO {table} ({columns})
            SELECT {values} FROM staging.{table} s
            LEFT JOIN LATERAL (SELECT * FROM {table} old WHERE {same} OFFSET 0) AS old ON true
            WHERE s.line > ? AND s.line <= ? AND (old.{id} IS NULL OR ({new}) IS DISTINCT FROM ({old}))
            ORDER BY {key}
            ON CONFLICT ({conflict}) DO UPDATE SET ({others}) = ROW ({excluded})
            WHERE ({present}) IS DISTINCT FROM ({excluded})
            """;

    // Counts the rows that the statement above would write, over all lines.
    private static final String COUNT = """
            SELECT count(*) FROM staging.{table} s LEFT JOIN {table} old ON {same}
            WHERE old.{id} IS NULL OR ({new}) IS DISTINCT FROM ({old})
            """;

    static String sql(CsvFile file) {
        return fillTemplate(SQL, file);
    }

    static String countSql(CsvFile file) {
        return fillTemplate(COUNT, file);
    }

    private static String fillTemplate(String sql, CsvFile file) {
        List<String> others = file.otherColumns();
        String numbered = file.sequenceColumn();
        String number = numbered == null ? "" : ", " + numbered;
        String drawn = numbered == null
                ? ""
                : String.format(Locale.ROOT, ", coalesce(old.%s, nextval('%s_seq')::integer)", numbered, numbered);
        return sql.replace("{table}", file.table())
                .replace("{columns}", String.join(", ", file.columnNames()) + number)
                .replace("{values}", qualified("s", file.columnNames()) + drawn)
                .replace(
                        "{same}",
                        file.key().stream()
                                .map(column -> String.format(Locale.ROOT, "old.%s = s.%s", column, column))
                                .collect(Collectors.joining(" AND ")))
                .replace("{id}", file.key().get(0))
                .replace("{new}", qualified("s", others))
                .replace("{old}", qualified("old", others))
                .replace("{key}", qualified("s", file.key()))
                .replace("{conflict}", String.join(", ", file.key()))
                .replace("{others}", String.join(", ", others))
                .replace("{excluded}", qualified("excluded", others))
                .replace("{present}", qualified(file.table(), others));
    }

    private static String qualified(String table, List<String> columns) {
        return columns.stream().map(column -> table + "." + column).collect(Collectors.joining(", "));
    }

    private MergeStatement() {}
}
