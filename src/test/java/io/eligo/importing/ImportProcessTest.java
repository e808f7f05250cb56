package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.EligoProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The import from the command line. */
class ImportProcessTest extends ImportTestBase {
    private static final int ROWS = 200_000;

    @Autowired
    JdbcConnectionDetails database;

    @Test
    void aMissingFolderIsReportedInOneLine() {
        EligoProcess process = start(dir + "/nowhere");
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.outputLines())
                .anyMatch(line -> line.contains(dir + "/nowhere: no such folder"))
                .noneMatch(line -> line.startsWith("\tat "));
    }

    @ParameterizedTest
    @CsvSource({"partitions: 4, partitions is 4", "threads: 0, threads is 0"})
    void aJobFileWithSeveralPartitionsOrThreadsIsRejected(String line, String message, @TempDir Path jobFiles)
            throws IOException {
        Files.writeString(jobFiles.resolve("import.yml"), "eligo.jobs.import: {" + line + "}");
        EligoProcess process = start(dir.toString(), "--eligo.job-files=" + jobFiles);
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.outputLines())
                .singleElement()
                .asString()
                .endsWith(
                        "eligo.jobs.import.%s; accepted: 1, because import loads rows in sequence".formatted(message));
    }

    @Test
    void anImportThatWasKilledInTheMiddleOfAMergeResumes() {
        folder.add(
                "customer_types.csv",
                IntStream.range(0, ROWS)
                        .mapToObj(n -> id(1_000 + n) + "," + id(1) + ",Regular")
                        .toArray(String[]::new));
        EligoProcess process = start(dir.toString());
        await().atMost(5, TimeUnit.MINUTES)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> importFixture.count("customer_type") > 0);
        process.kill();
        assertThat(importFixture.count("customer_type")).isLessThan(ROWS);
        // As if the time without a heartbeat had passed after which another node may take over the run.
        jdbc.sql("UPDATE batch.run SET expires_at = now() - interval '1 s'").update();

        assertThat(importFixture.run(folder).summary())
                .isEqualTo("11 files, 200,016 rows, 200,016 written, 0 rejected");
        assertThat(importFixture.count("customer_type")).isEqualTo(ROWS + 2);
    }

    private EligoProcess start(String folder, String... options) {
        String[] words = {"run", "import", "dir=" + folder, "reject-dir=" + dir.resolve("rejects"), "max-rejects=1000"};
        return EligoProcess.start(
                EligoProcess.environmentFor(database),
                Stream.of(words, options).flatMap(Stream::of).toArray(String[]::new));
    }
}
