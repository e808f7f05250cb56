package io.eligo.importing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.TableCleaner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs imports and reads their results. */
record ImportFixture(JobRunner jobs, JdbcClient jdbc) {
    /** One line of rejects.csv. */
    record RejectedRow(String file, long line, String column, String value, String reason) {}

    JobResult run(ImportFolderFixture folder, int maxRejects) {
        return jobs.run(
                "import",
                Map.of(
                        "dir",
                        folder.dir().toString(),
                        "reject-dir",
                        rejectDir(folder).toString(),
                        "max-rejects",
                        String.valueOf(maxRejects)));
    }

    JobResult run(ImportFolderFixture folder) {
        return run(folder, 1_000);
    }

    List<RejectedRow> rejected(ImportFolderFixture folder) {
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder().ofNamedCsvRecord(rejectDir(folder).resolve("rejects.csv"))) {
            return csv.stream()
                    .map(row -> new RejectedRow(
                            row.getField("file"),
                            Long.parseLong(row.getField("line")),
                            row.getField("column"),
                            row.getField("value"),
                            row.getField("reason")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> rejectedBriefly(ImportFolderFixture folder) {
        return rejected(folder).stream()
                .map(row ->
                        "%s:%d %s '%s': %s".formatted(row.file(), row.line(), row.column(), row.value(), row.reason()))
                .toList();
    }

    long count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    /** The number of rows that a step of an execution read. */
    long read(JobResult result, String step) {
        return jdbc.sql(
                        "SELECT read_count FROM batch.batch_step_execution WHERE job_execution_id = ? AND step_name = ?")
                .params(result.executionId(), step)
                .query(Long.class)
                .single();
    }

    void emptyTables() {
        TableCleaner.empty(jdbc, "merchant");
    }

    private static Path rejectDir(ImportFolderFixture folder) {
        return folder.dir().resolve("rejects");
    }
}
