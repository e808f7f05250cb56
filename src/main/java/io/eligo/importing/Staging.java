package io.eligo.importing;

import io.eligo.copy.PostgresCopy;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.ParsedRow;
import io.eligo.importing.files.TableRule;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of schema {@code staging} with the rows of the current file, each with its line number. */
@Component
class Staging {
    private final PostgresCopy postgresCopy;
    private final JdbcClient jdbc;

    Staging(PostgresCopy postgresCopy, JdbcClient jdbc) {
        this.postgresCopy = postgresCopy;
        this.jdbc = jdbc;
    }

    static String copyTarget(CsvFile file) {
        return String.format(Locale.ROOT, "staging.%s (line, %s)", file.table(), String.join(", ", file.columnNames()));
    }

    /** Copies rows in the caller's transaction. */
    void copy(String target, List<? extends ParsedRow> rows) {
        postgresCopy.writeText(target, copied -> rows.forEach(row -> copied.writeRow(row.values())));
    }

    void truncate(CsvFile file) {
        jdbc.sql("TRUNCATE staging." + file.table()).update();
    }

    void truncateAll() {
        CsvFiles.IN_LOAD_ORDER.forEach(this::truncate);
    }

    /** Updates index and statistics after a copy. */
    void updateStatistics(CsvFile file) {
        jdbc.sql(String.format(Locale.ROOT, "SELECT brin_summarize_new_values('staging.%s_line')", file.table()))
                .query(Integer.class)
                .single();
        jdbc.sql("ANALYZE staging." + file.table()).update();
    }

    long count(CsvFile file) {
        return jdbc.sql("SELECT count(*) FROM staging." + file.table())
                .query(Long.class)
                .single();
    }

    long lastLine(CsvFile file) {
        return jdbc.sql("SELECT coalesce(max(line), 0) FROM staging." + file.table())
                .query(Long.class)
                .single();
    }

    /**
     * Until the end of the caller's transaction, reads of the source tables see them as if all staged rows
     * were merged.
     */
    void readPlannedTables() {
        jdbc.sql("SELECT set_config('search_path', 'planned, ' || current_setting('search_path'), true)")
                .query(String.class)
                .single();
    }

    /** Deletes the rejected rows from staging. */
    void dropRejected(ImportArguments arguments, CsvFile file) {
        jdbc.sql(String.format(Locale.ROOT, """
                        DELETE FROM staging.%s s USING staging.reject r
                        WHERE r.job_instance_id = ? AND r.source = ? AND r.line = s.line
                        """, file.table()))
                .params(arguments.jobInstance(), file.name())
                .update();
    }

    /**
     * Of the rows with the same key, all after the first are invalid. The reported column is the first one of the key.
     */
    static TableRule uniqueKeyRule(CsvFile file, String column) {
        String key = String.join(", ", file.key());
        String same = file.key().stream()
                .map(part -> String.format(Locale.ROOT, "s.%s = d.%s", part, part))
                .collect(Collectors.joining(" AND "));
        return new TableRule(
                column,
                String.format(
                        Locale.ROOT,
                        """
                SELECT s.line, s.%s::text AS value, 'a duplicate of line ' || d.first || ', same %s' AS reason, NULL AS row_key
                FROM staging.%s s
                JOIN (SELECT %s, min(line) AS first FROM staging.%s GROUP BY %s HAVING count(*) > 1) d ON %s
                WHERE s.line > d.first
                """,
                        column,
                        String.join(" and ", file.key()),
                        file.table(),
                        key,
                        file.table(),
                        key,
                        same));
    }
}
