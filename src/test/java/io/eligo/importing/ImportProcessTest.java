package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.EligoProcess;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The import from the command line. */
class ImportProcessTest extends ImportTestBase {
    private static final int ROWS = 100_000;

    @Autowired
    JdbcConnectionDetails database;

    @Test
    void anImportThatWasKilledInTheMiddleOfAMergeResumes() {
        folder.add(
                "customer_types.csv",
                IntStream.range(0, ROWS)
                        .mapToObj(n -> id(1_000 + n) + "," + id(1) + ",Regular")
                        .toArray(String[]::new));
        // Or the run could end before this process has seen the first rows.
        jdbc.sql("""
                CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
                CREATE TRIGGER slowly BEFORE INSERT ON customer_type FOR EACH STATEMENT EXECUTE FUNCTION slowly()
                """).update();
        EligoProcess process = start(dir.toString());
        await().atMost(5, TimeUnit.MINUTES)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> importFixture.count("customer_type") > 0);
        process.kill();
        assertThat(importFixture.count("customer_type")).isLessThan(ROWS);
        jdbc.sql("DROP FUNCTION slowly() CASCADE").update();
        // As if the time without a heartbeat had passed after which another node may take over the run.
        jdbc.sql("UPDATE batch.run SET expires_at = now() - interval '1 s'").update();

        assertThat(importFixture.run(folder).summary())
                .isEqualTo("11 files, 100,016 rows, 100,016 written, 0 rejected");
        assertThat(importFixture.count("customer_type")).isEqualTo(ROWS + 2);
    }

    private EligoProcess start(String folder, String... options) {
        String[] words = {"run", "import", "dir=" + folder, "reject-dir=" + dir.resolve("rejects"), "max-rejects=1000"};
        return EligoProcess.start(
                EligoProcess.environmentFor(database),
                Stream.of(words, options).flatMap(Stream::of).toArray(String[]::new));
    }
}
