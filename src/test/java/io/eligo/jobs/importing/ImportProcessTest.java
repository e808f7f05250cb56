package io.eligo.jobs.importing;

import static io.eligo.jobs.importing.ImportFolder.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.jobs.Jobs;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The import from the command line. */
@EligoTest
class ImportProcessTest {
    private static final int ROWS = 200_000;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @TempDir
    Path dir;

    Importing importing;

    @BeforeEach
    @AfterEach
    void emptyTables() {
        importing = new Importing(jobs, jdbc);
        importing.emptyTables();
    }

    @Test
    void aFolderThatIsNotThereIsAFailureInOneSentence() {
        EligoProcess process = start(dir + "/nowhere");
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.lines())
                .anyMatch(line -> line.contains(dir + "/nowhere: no such folder"))
                .noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void anImportThatWasKilledInTheMiddleOfAMergeGoesOn() {
        var folder = ImportFolder.small(dir);
        folder.add(
                "customer_types.csv",
                IntStream.range(0, ROWS)
                        .mapToObj(n -> id(1_000 + n) + "," + id(1) + ",Regular")
                        .toArray(String[]::new));
        EligoProcess process = start(dir.toString());
        await().atMost(1, TimeUnit.MINUTES)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> importing.count("customer_type") > 0);
        process.kill();
        assertThat(importing.count("customer_type")).isLessThan(ROWS);

        assertThat(importing.run(folder).summary()).isEqualTo("11 files, 200,016 rows, 200,016 written, 0 rejected");
        assertThat(importing.count("customer_type")).isEqualTo(ROWS + 2);
    }

    private EligoProcess start(String folder) {
        return EligoProcess.start(
                EligoProcess.on(database),
                "run",
                "import",
                "dir=" + folder,
                "reject-dir=" + dir.resolve("rejects"),
                "max-rejects=1000");
    }
}
