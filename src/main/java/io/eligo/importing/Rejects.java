package io.eligo.importing;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.IoErrorMessages;
import io.eligo.importing.files.TableRule;
import io.eligo.jobs.JobRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rejected rows of a run, in {@code staging.reject}, and the file that lists them for operators. */
@Component
class Rejects {
    static final String COPY_TARGET =
            "staging.reject (job_instance_id, source, file, line, column_name, value, reason, row_key)";

    private static final String FILE = "rejects.csv";
    private static final int FETCH = 1_000;

    private final JdbcClient jdbc;

    Rejects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Path rejectFile(ImportArguments arguments) {
        return arguments.rejectDir().resolve(FILE);
    }

    long count(ImportArguments arguments) {
        return jdbc.sql("SELECT count(*) FROM staging.reject WHERE job_instance_id = ?")
                .param(arguments.jobInstance())
                .query(Long.class)
                .single();
    }

    void clear(ImportArguments arguments, CsvFile file) {
        jdbc.sql("DELETE FROM staging.reject WHERE job_instance_id = ? AND source = ?")
                .params(arguments.jobInstance(), file.name())
                .update();
    }

    long count(ImportArguments arguments, CsvFile file) {
        return jdbc.sql("SELECT count(*) FROM staging.reject WHERE job_instance_id = ? AND source = ?")
                .params(arguments.jobInstance(), file.name())
                .query(Long.class)
                .single();
    }

    /**
     * Rejects the staged rows that violate {@code rule}. Rejects at most one row more than the run's limit: the run
     * fails then anyway, and a folder without its merchants does not reject millions of rows. A row that is rejected
     * already gets the additional reason.
     *
     * @return the number of rejected rows
     */
    int reject(ImportArguments arguments, CsvFile file, String fileName, TableRule rule) {
        return jdbc.sql(String.format(Locale.ROOT, """
                        INSERT INTO staging.reject (job_instance_id, source, file, line, column_name, value, reason, row_key)
                        SELECT :job, :source, :file, f.line, :column, f.value, f.reason, f.row_key FROM (%s) f
                        ORDER BY f.line LIMIT :most
                        ON CONFLICT (job_instance_id, source, line) DO UPDATE
                        SET reason = reject.reason || '; also ' || excluded.column_name || ': ' || excluded.reason
                        """, rule.faults()))
                .param("job", arguments.jobInstance())
                .param("source", file.name())
                .param("file", fileName)
                .param("column", rule.column())
                .param("most", arguments.maxRejects() + 1)
                .update();
    }

    /**
     * Writes the whole file again, with only its header if no row was rejected: the content of an earlier run would mislead.
     */
    void write(ImportArguments arguments) {
        Path whole = rejectFile(arguments);
        Path part = arguments.rejectDir().resolve(FILE + ".part");
        try {
            Files.createDirectories(arguments.rejectDir());
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(part)) {
                csv.writeRecord("file", "line", "column", "value", "reason");
                CsvFiles.IN_LOAD_ORDER.forEach(file -> write(arguments, file, csv));
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotBeWritten(whole, IoErrorMessages.describe(e));
        } catch (UncheckedIOException e) {
            throw cannotBeWritten(whole, IoErrorMessages.describe(e));
        }
    }

    private static JobRefused cannotBeWritten(Path path, String reason) {
        return new JobRefused(String.format(Locale.ROOT, "%s: cannot be written: %s", path, reason));
    }

    private void write(ImportArguments arguments, CsvFile file, CsvWriter csv) {
        jdbc.sql("""
                        SELECT file, line::text, column_name, value, reason FROM staging.reject
                        WHERE job_instance_id = ? AND source = ? ORDER BY reject.line
                        """)
                .params(List.of(arguments.jobInstance(), file.name()))
                .withFetchSize(FETCH)
                .query(row -> {
                    csv.writeRecord(
                            row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
                });
    }
}
