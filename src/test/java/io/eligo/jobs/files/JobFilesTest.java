package io.eligo.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFilesTest {
    @TempDir
    Path overrides;

    @Test
    void everyJobFileOfTheJarIsReadAndItsRunbookExists() {
        JobFiles files = JobFiles.load(overrides);
        assertThat(files.names()).contains("full-rebuild");
        assertThat(files.names())
                .allSatisfy(
                        name -> assertThat(Path.of(files.get(name).runbook())).exists());
    }

    @Test
    void aFileInTheOverrideFolderReplacesThatOfTheJar() throws IOException {
        write("chunk: 1000", "chunk: 7");
        assertThat(JobFiles.load(overrides).get("full-rebuild").chunk()).isEqualTo(7);
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource({
        "partitions: 16, partitons: 16, line 24: unknown key 'partitons'; accepted:",
        "partitions: 16, partitions: many, line 24",
        "partitions: 16, partitions: 0, 'partitions is 0, it must be at least 1'",
        "type: boolean, type: bool, line 11",
        "why: Reconciles, wy: Reconciles, line 1: unknown key 'wy'; accepted:",
        "resume-within: PT12H, resume-within: half a day, line 27",
        "resume-within: PT12H, chunk: 5, Duplicate",
        "of-all: 0.3, of-al: 0.3, line 33: unknown key 'of-al'; accepted:",
        "of-merchant: 0.8, of-merchant: 80, 'guard: of-merchant is 80.0, it must be from 0 to 1'",
        "from: 1000, from: -1, 'guard: from is -1, it must be at least 0'",
    })
    void anInvalidFileIsReportedWithFileLineAndAcceptedValues(String right, String wrong, String message)
            throws IOException {
        write(right, wrong);
        assertThatThrownBy(() -> JobFiles.load(overrides))
                .isInstanceOf(BadJobFile.class)
                .hasMessageContaining("full-rebuild.yml")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        write("trigger: ", "# trigger: ");
        assertThatThrownBy(() -> JobFiles.load(overrides))
                .isInstanceOf(BadJobFile.class)
                .hasMessageContaining("trigger");
    }

    @Test
    void anOverrideOfAnUnknownJobIsRejected() throws IOException {
        Files.writeString(overrides.resolve("ful-rebuild.yml"), "why: typo");
        assertThatThrownBy(() -> JobFiles.load(overrides))
                .isInstanceOf(BadJobFile.class)
                .hasMessageContaining("unknown job 'ful-rebuild'");
    }

    @Test
    void argumentsAreCheckedAgainstTheFile() {
        JobFile file = JobFiles.load(overrides).get("full-rebuild");
        assertThat(file.resolveArguments("full-rebuild", Map.of()))
                .isEqualTo(Map.of("dry-run", "false", "unguarded", "false", "trust-events", "false"));
        assertThatThrownBy(() -> file.resolveArguments("full-rebuild", Map.of("dryrun", "true")))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("no argument dryrun")
                .hasMessageContaining("dry-run=");
        assertThatThrownBy(() -> file.resolveArguments("full-rebuild", Map.of("dry-run", "yes")))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("true or false is expected");
        assertThatThrownBy(() -> JobFiles.load(overrides).get("rebuild"))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("full-rebuild");
    }

    private void write(String right, String wrong) throws IOException {
        String file = Files.readString(Path.of("jobs/full-rebuild.yml"));
        assertThat(file).contains(right);
        Files.writeString(overrides.resolve("full-rebuild.yml"), file.replace(right, wrong));
    }
}
