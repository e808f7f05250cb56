package io.eligo.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.metrics.MetricDefinition;
import io.eligo.startup.StartupErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;

class JobFilesTest {
    @TempDir
    Path folder;

    @EnableConfigurationProperties(JobFiles.class)
    static class Jobs {}

    @Test
    void everyJobFileOfTheJarIsReadAndItsRunbookExists() throws IOException {
        JobFiles files = load();
        try (var found = Files.list(Path.of("jobs"))) {
            assertThat(found.map(file -> file.getFileName().toString().replace(".yml", "")))
                    .containsExactlyInAnyOrderElementsOf(files.names());
        }
        assertThat(files.all().values())
                .allSatisfy(file -> assertThat(Path.of(file.runbook())).exists());
    }

    @Test
    void aFileInTheFolderOverridesWhatItContains() throws IOException {
        write("eligo.jobs.full-rebuild.chunk-size: 7");
        JobFile file = load().get("full-rebuild");
        assertThat(file.chunkSize()).isEqualTo(7);
        assertThat(file.partitions()).isEqualTo(16);
        assertThat(file.lossLimits()).isEqualTo(new JobFile.LossLimits(true, 0.3, 0.8, 1_000));
    }

    @Test
    void aPropertyOverridesTheFiles() throws IOException {
        write("eligo.jobs.full-rebuild.chunk-size: 7");
        application()
                .withPropertyValues("eligo.jobs.full-rebuild.chunk-size=8")
                .run(context -> assertThat(context.getBean(JobFiles.class)
                                .get("full-rebuild")
                                .chunkSize())
                        .isEqualTo(8));
    }

    @Test
    void scheduleAndLossLimitsCanBeSwitchedOff() throws IOException {
        write("eligo.jobs.full-rebuild: {schedule: '-', loss-limits.enabled: false}");
        assertThat(load().get("full-rebuild").schedule()).isNull();
        assertThat(load().get("full-rebuild").lossLimits()).isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            partitons: 16              | .partitons is not a setting; accepted: description, runbook, arguments, partitions, threads, chunk-size,
            partitions: many           | .partitions is 'many'; accepted: a whole number
            partitions: 0              | .partitions is 0; accepted: at least 1
            partitions: 10001          | .partitions is 10001; accepted: at most 10000
            threads: -1                | .threads is -1; accepted: at least 0
            threads: 1001              | .threads is 1001; accepted: at most 1000
            chunk-size: 0              | .chunk-size is 0; accepted: at least 1
            description: ' '           | .description is ' '; accepted: a text
            runbook: ''                | .runbook is ''; accepted: a text
            arguments.x.type: bool     | .arguments.x.type is 'bool'; accepted: folder, id, boolean, count, integer
            arguments.dry-run.abut: x  | .arguments.dry-run.abut is not a setting; accepted: description, type, required, default
            arguments.dry-run.default: 2 | .arguments.dry-run.default is '2': true or false is expected
            arguments.x.description: x | .arguments.x.type has no valid value; accepted: a value
            resume-within: half a day  | .resume-within is 'half a day'; accepted: a duration such as PT10S or 10s
            resume-within: -PT1S       | .resume-within is PT-1S; accepted: at least 0s
            restart: maybe             | .restart is 'maybe'; accepted: auto, manual
            schedule: every day        | .schedule is 'every day'; accepted: a Quartz cron expression such as 0 30 2 * * ?
            misfire: ignore            | .misfire is 'ignore'; accepted: run, skip
            loss-limits.of-al: 0.3     | .loss-limits.of-al is not a setting; accepted: enabled, total-share, merchant-share, minimum
            loss-limits.merchant-share: 80 | .loss-limits.merchant-share is 80.0; accepted: at most 1
            loss-limits.merchant-share: .NaN | .loss-limits.merchant-share is NaN; accepted: at
            loss-limits.total-share: .NaN  | .loss-limits.total-share is NaN; accepted: at
            loss-limits.total-share: -0.1  | .loss-limits.total-share is -0.1; accepted: at least 0
            loss-limits.minimum: -1    | .loss-limits.minimum is -1; accepted: at least 0
            """)
    void anInvalidFileIsReportedInOneLineWithFileLineAndAcceptedValues(String line, String message) throws IOException {
        write("# A comment.\neligo.jobs.full-rebuild:\n  " + line);
        application().run(context -> {
            String reported = StartupErrors.line(context.getStartupFailure());
            assertThat(reported).startsWith("eligo.jobs.full-rebuild" + message).doesNotContain("\n", "io.eligo");
            if (!message.contains("has no") && !message.contains("expected") && !message.contains("cron")) {
                assertThat(reported).contains("full-rebuild.yml] - 3:");
            }
        });
    }

    /** {@code import} is a keyword of Java, so that the record's component has another name. */
    @Test
    void settingsOfImportAreReportedByTheirNames() {
        application()
                .withPropertyValues("eligo.jobs.import.chunk-size=0")
                .run(context -> assertThat(StartupErrors.line(context.getStartupFailure()))
                        .startsWith("eligo.jobs.import.chunk-size is 0; accepted: at least 1 (set by "));
        application()
                .withPropertyValues("eligo.jobs.import.chunksizes=0")
                .run(context -> assertThat(StartupErrors.line(context.getStartupFailure()))
                        .startsWith("eligo.jobs.import.chunksizes is not a setting; accepted: description, runbook,"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ful-rebuild.yml  | 'eligo.jobs.full-rebuild.threads: 2' | unknown job 'ful-rebuild'; jobs: demo-data, full-rebuild,
            full-rebuild.yaml | 'eligo.jobs.full-rebuild.threads: 2' | is not read; accepted: files named JOB.yml
            full-rebuild.yml | 'threads: 2'                         | unknown key 'threads'; accepted: eligo.jobs.full-rebuild.*
            full-rebuild.yml | 'eligo.jobs.import.chunk-size: 2'    | unknown key 'eligo.jobs.import.chunk-size'; accepted: eligo.jobs.full-rebuild.*
            """)
    void aFileThatWouldBeIgnoredIsRejected(String file, String text, String message) throws IOException {
        Files.writeString(folder.resolve(file), text);
        var environment = new MockEnvironment().withProperty("eligo.job-files", folder.toString());
        assertThatThrownBy(() -> JobFolderCheck.check(environment))
                .isInstanceOf(BadJobFile.class)
                .hasMessageContaining(file)
                .hasMessageContaining(message);
    }

    @Test
    void argumentsAreCheckedAgainstTheFile() {
        JobFile file = load().get("full-rebuild");
        assertThat(file.resolveArguments("full-rebuild", Map.of()))
                .isEqualTo(Map.of("dry-run", "false", "unguarded", "false", "trust-events", "false"));
        assertThatThrownBy(() -> file.resolveArguments("full-rebuild", Map.of("dryrun", "true")))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("no argument dryrun")
                .hasMessageContaining("dry-run=");
        assertThatThrownBy(() -> file.resolveArguments("full-rebuild", Map.of("dry-run", "yes")))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("true or false is expected");
        assertThatThrownBy(() -> load().get("rebuild"))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("full-rebuild");
    }

    @Test
    void theArgumentsOfTheCodeAreThoseOfTheFiles() {
        JobFiles files = load();
        Map.of(
                        JobNames.FULL_REBUILD, FullRebuildArguments.NAMES,
                        JobNames.OFFER_CHANGES, OfferChangesArguments.NAMES,
                        JobNames.USER_CHANGES, UserChangesArguments.NAMES)
                .forEach((job, names) -> assertThat(files.get(job).arguments().keySet())
                        .as(job)
                        .containsExactlyInAnyOrderElementsOf(names));
        assertThat(files.get(JobNames.IMPORT).arguments()).containsKey(JobArguments.DRY_RUN);
        assertThat(files.get(JobNames.RETENTION).arguments()).containsKey(JobArguments.DRY_RUN);
    }

    @Test
    void theOutboxPassesArgumentsThatTheFilesAccept() {
        JobFiles files = load();
        assertThat(FullRebuildArguments.of(parameters(files, JobNames.FULL_REBUILD, FullRebuildArguments.FOR_OUTBOX)))
                .isEqualTo(new FullRebuildArguments(false, false, true));
        UUID lease = UUID.randomUUID();
        assertThat(OfferChangesArguments.of(
                        parameters(files, JobNames.OFFER_CHANGES, OfferChangesArguments.forLease(lease))))
                .isEqualTo(new OfferChangesArguments(null, null, lease, false));
        assertThat(UserChangesArguments.of(
                        parameters(files, JobNames.USER_CHANGES, UserChangesArguments.DURING_REBUILD)))
                .isEqualTo(new UserChangesArguments(null, true, false));
    }

    @Test
    void theMetricsKnowEveryJob() {
        assertThat(MetricDefinition.JOB_DURATION.labels())
                .filteredOn(label -> label.name().equals("job"))
                .singleElement()
                .satisfies(label -> assertThat(label.values()).containsExactlyElementsOf(JobNames.ALL));
    }

    private static JobParameters parameters(JobFiles files, String job, Map<String, String> arguments) {
        var parameters = new JobParametersBuilder();
        files.get(job).resolveArguments(job, arguments).forEach(parameters::addString);
        return parameters.toJobParameters();
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Jobs.class)
                .withPropertyValues("eligo.job-files=" + folder)
                .withInitializer(new ConfigDataApplicationContextInitializer());
    }

    private JobFiles load() {
        var loaded = new JobFiles[1];
        application().run(context -> {
            JobFolderCheck.check(context.getEnvironment());
            loaded[0] = context.getBean(JobFiles.class);
        });
        return loaded[0];
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("full-rebuild.yml"), text);
    }
}
