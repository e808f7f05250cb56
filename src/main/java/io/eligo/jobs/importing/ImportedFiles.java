package io.eligo.jobs.importing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far each file of a run has come, in {@code staging.file}: open, then merged. A file that was merged is opened again if it
 * has changed since, and with it all that come after, because what they refer to may have appeared.
 */
@Component
class ImportedFiles {
    private final JdbcClient jdbc;

    ImportedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Totals(long files, long rows, long written) {}

    /** Opens what is to be read in this attempt, in order. */
    List<CsvFile> open(Run run) {
        var opened = new ArrayList<CsvFile>();
        for (CsvFile file : CsvFiles.IN_ORDER) {
            String fingerprint = run.folder().fingerprint(file);
            if (opened.isEmpty() && merged(run, file, fingerprint)) {
                continue;
            }
            opened.add(file);
            jdbc.sql("""
                            INSERT INTO staging.file (job_instance_id, source, fingerprint) VALUES (?, ?, ?)
                            ON CONFLICT (job_instance_id, source) DO UPDATE
                            SET fingerprint = excluded.fingerprint, rows = 0, merged = false
                            """).param(run.job()).param(file.name()).param(fingerprint).update();
        }
        return opened;
    }

    /** Whether this file is to be read: it is there, and open. */
    boolean isOpen(Run run, CsvFile file) {
        return jdbc.sql("""
                        SELECT fingerprint IS NOT NULL AND NOT merged FROM staging.file WHERE job_instance_id = ? AND source = ?
                        """).params(run.job(), file.name()).query(Boolean.class).single();
    }

    void hasRows(Run run, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET rows = ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, run.job(), file.name())
                .update();
    }

    long rows(Run run, CsvFile file) {
        return jdbc.sql("SELECT rows FROM staging.file WHERE job_instance_id = ? AND source = ?")
                .params(run.job(), file.name())
                .query(Long.class)
                .single();
    }

    /** Adds to what earlier attempts wrote: they did. */
    void wrote(Run run, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET written = written + ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, run.job(), file.name())
                .update();
    }

    /** Of a dry run: whatever an earlier attempt has counted. */
    void wouldWrite(Run run, CsvFile file, long rows) {
        jdbc.sql("UPDATE staging.file SET written = ? WHERE job_instance_id = ? AND source = ?")
                .params(rows, run.job(), file.name())
                .update();
    }

    void merged(Run run, CsvFile file) {
        jdbc.sql("UPDATE staging.file SET merged = true WHERE job_instance_id = ? AND source = ?")
                .params(run.job(), file.name())
                .update();
    }

    Totals totals(Run run) {
        return jdbc.sql("""
                        SELECT count(fingerprint) AS files, coalesce(sum(rows), 0) AS rows, coalesce(sum(written), 0) AS written
                        FROM staging.file WHERE job_instance_id = ?
                        """)
                .param(run.job())
                .query((row, n) -> new Totals(row.getLong("files"), row.getLong("rows"), row.getLong("written")))
                .single();
    }

    List<CsvFile> written(Run run) {
        List<String> names = jdbc.sql("SELECT source FROM staging.file WHERE job_instance_id = ? AND written > 0")
                .param(run.job())
                .query(String.class)
                .list();
        return CsvFiles.IN_ORDER.stream()
                .filter(file -> names.contains(file.name()))
                .toList();
    }

    private boolean merged(Run run, CsvFile file, @Nullable String fingerprint) {
        return jdbc.sql("""
                        SELECT (merged OR fingerprint IS NULL) AND fingerprint IS NOT DISTINCT FROM ?::text
                        FROM staging.file WHERE job_instance_id = ? AND source = ?
                        """)
                .param(fingerprint)
                .param(run.job())
                .param(file.name())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }
}
