package io.eligo.importing;

import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The state of each file of a run, in {@code staging.file}: open, then merged. A merged file that has changed since is
 * opened again, with all files after it, because the rows that they refer to may have appeared.
 */
@Component
class ImportedFiles {
    private final JdbcClient jdbc;

    ImportedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record ImportTotals(long files, long rows, long written) {}

    /** Opens the files that this attempt must read, in load order. */
    List<CsvFile> openFiles(ImportArguments arguments) {
        var opened = new ArrayList<CsvFile>();
        for (CsvFile file : CsvFiles.IN_LOAD_ORDER) {
            String fingerprint = arguments.folder().fingerprint(file);
            if (opened.isEmpty() && isMerged(arguments, file, fingerprint)) {
                continue;
            }
            opened.add(file);
            jdbc.sql("""
                            INSERT INTO staging.file (job_instance_id, source, fingerprint) VALUES (?, ?, ?)
                            ON CONFLICT (job_instance_id, source) DO UPDATE
                            SET fingerprint = excluded.fingerprint, rows = 0, merged = false
                            """)
                    .param(arguments.jobInstance())
                    .param(file.name())
                    .param(fingerprint)
                    .update();
        }
        return opened;
    }

    /** Whether this file is to be read: it exists and is open. */
    boolean isOpen(ImportArguments arguments, CsvFile file) {
        return jdbc.sql("""
                        SELECT fingerprint IS NOT NULL AND NOT merged FROM staging.file WHERE job_instance_id = ? AND source = ?
                        """)
                .params(arguments.jobInstance(), file.name())
                .query(Boolean.class)
                .single();
    }

    void saveRowCount(ImportArguments arguments, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET rows = ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, arguments.jobInstance(), file.name())
                .update();
    }

    long getRowCount(ImportArguments arguments, CsvFile file) {
        return jdbc.sql("SELECT rows FROM staging.file WHERE job_instance_id = ? AND source = ?")
                .params(arguments.jobInstance(), file.name())
                .query(Long.class)
                .single();
    }

    /** Adds to the count of earlier attempts, whose rows were written. */
    void addWritten(ImportArguments arguments, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET written = written + ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, arguments.jobInstance(), file.name())
                .update();
    }

    /** Replaces the count of earlier attempts, for a dry run. */
    void saveDryRunCount(ImportArguments arguments, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET written = ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, arguments.jobInstance(), file.name())
                .update();
    }

    void markMerged(ImportArguments arguments, CsvFile file) {
        jdbc.sql("UPDATE staging.file SET merged = true WHERE job_instance_id = ? AND source = ?")
                .params(arguments.jobInstance(), file.name())
                .update();
    }

    ImportTotals getTotals(ImportArguments arguments) {
        return jdbc.sql("""
                        SELECT count(fingerprint) AS files, coalesce(sum(rows), 0) AS rows, coalesce(sum(written), 0) AS written
                        FROM staging.file WHERE job_instance_id = ?
                        """)
                .param(arguments.jobInstance())
                .query((row, n) -> new ImportTotals(row.getLong("files"), row.getLong("rows"), row.getLong("written")))
                .single();
    }

    List<CsvFile> findWritten(ImportArguments arguments) {
        List<String> names = jdbc.sql("SELECT source FROM staging.file WHERE job_instance_id = ? AND written > 0")
                .param(arguments.jobInstance())
                .query(String.class)
                .list();
        return CsvFiles.IN_LOAD_ORDER.stream()
                .filter(file -> names.contains(file.name()))
                .toList();
    }

    private boolean isMerged(ImportArguments arguments, CsvFile file, @Nullable String fingerprint) {
        return jdbc.sql("""
                        SELECT (merged OR fingerprint IS NULL) AND fingerprint IS NOT DISTINCT FROM ?::text
                        FROM staging.file WHERE job_instance_id = ? AND source = ?
                        """)
                .param(fingerprint)
                .param(arguments.jobInstance())
                .param(file.name())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }
}
