package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eligo.jobs.files.BadArguments;
import io.eligo.operations.MigrateCommand;
import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import io.eligo.startup.StartupErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Commands that are refused and starts that fail: the exit code or exception, and the only line of the log. */
@ExtendWith(OutputCaptureExtension.class)
class CommandLineTest {
    @TempDir
    Path jobFiles;

    @Test
    void refusesAnUnknownArgumentOfAJobWithCode2(CapturedOutput output) {
        assertThat(EligoApplication.run("run", "demo-data", "size=3")).isEqualTo(2);
        assertThat(line(output)).contains("no argument size", "users=", "seed=");
    }

    @Test
    void namesEveryCommandIfAJobIsMistyped(CapturedOutput output) {
        assertThat(EligoApplication.run("run", "remove-elgo")).isEqualTo(2);
        assertThat(line(output))
                .contains(
                        "unknown job 'remove-elgo'; accepted: run JOB [key=value ...], JOB one of demo-data, full-rebuild, import, ",
                        "; migrate, rollout, report, run remove-eligo, train. --help describes them");
    }

    @Test
    void refusesAnUnknownShareWithCode2(CapturedOutput output) {
        assertThat(EligoApplication.run("rollout", "101", "reason=test")).isEqualTo(2);
        assertThat(line(output)).matches(".* Command refused: rollout: '101' is neither .*; accepted: rollout off.*");
    }

    @Test
    void aReportNeedsNoDatabase(CapturedOutput output) {
        assertThat(EligoApplication.run("report", "week", "--prometheus=http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(line(output))
                .endsWith("Report not made: Prometheus at http://127.0.0.1:1 cannot be reached: connection refused");
    }

    @Test
    void refusesAMistypedReportWithCode2(CapturedOutput output) {
        assertThat(EligoApplication.run("report", "weak", "--prometheus=http://127.0.0.1:1"))
                .isEqualTo(2);
        assertThat(line(output))
                .contains(
                        "Command refused: report: 'weak' is neither week nor month; accepted: report week|month --prometheus=URL");
    }

    @Test
    void refusesToRemoveEligoWithoutTheNameOfTheDatabaseWithCode2(CapturedOutput output) {
        assertThat(EligoApplication.run(withDatabase(TestServers.migratedDatabase(), "run", "remove-eligo")))
                .isEqualTo(2);
        assertThat(line(output)).contains("remove-eligo needs confirm=NAME");
    }

    @Test
    void refusesAnArgumentOfMigrate() {
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> new MigrateCommand().run(List.of("now")))
                .withMessage("migrate: unknown argument 'now'");
    }

    /** As the image is built: nothing that it loads may need a server. */
    @Test
    void loadsTheClassesOfAStartWithoutAnyServer(CapturedOutput output) {
        assertThat(EligoApplication.run("train")).isZero();
        assertThat(output.getOut().lines())
                .singleElement()
                .asString()
                .matches("Training: \\d{3} beans created, \\d{1,2} not without servers");
    }

    @Test
    void describesCommandsAndJobs(CapturedOutput output) {
        assertThat(EligoApplication.run("--help")).isZero();
        assertThat(output.getOut())
                .startsWith("java -jar eligo.jar")
                .contains("run remove-eligo", "report week|month", "confirm=", "full-rebuild", "max-rejects=");
    }

    @Test
    void saysThatPostgresqlCannotBeReached(CapturedOutput output) {
        int port = 1;
        assertThat(failureOfServer(
                        output,
                        Map.of(
                                "SPRING_DATASOURCE_URL",
                                "jdbc:postgresql://localhost:%d/eligo".formatted(port),
                                "SPRING_DATASOURCE_USERNAME",
                                "eligo")))
                .contains("PostgreSQL at localhost:%d cannot be reached: connection refused.".formatted(port));
    }

    @Test
    void saysThatTokensCannotBeVerified(CapturedOutput output) {
        assertThat(failureOfServer(output, Map.of())).contains("Tokens cannot be verified. Set one of");
    }

    @Test
    void saysThatThePoolIsTooSmall(CapturedOutput output) {
        assertThat(failureOfServer(output, Map.of("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "1")))
                .contains("spring.datasource.hikari.maximum-pool-size is 1; Eligo needs at least 5");
    }

    @Test
    void saysThatASettingWasRenamed(CapturedOutput output) {
        assertThat(failureOfServer(output, Map.of("ELIGO_CACHE_TRUST", "1s")))
                .contains("eligo.cache.trust is now called eligo.cache.max-staleness. Correct ", "ELIGO_CACHE_TRUST");
    }

    @Test
    void saysThatASettingIsUnknown(CapturedOutput output) {
        Throwable failure = catchThrowable(
                () -> EligoApplication.run("run", "full-rebuild", "--eligo.outbox.poler.max-user-share=0.4"));
        assertThat(line(output, failure))
                .contains(
                        "eligo.outbox.poler.max-user-share is not a setting; the nearest name is eligo.outbox.poller.max-user-share.",
                        "Correct \"eligo.outbox.poler.max-user-share\" from property source \"commandLineArgs\".");
    }

    @Test
    void saysThatASettingIsOutOfRange(CapturedOutput output) {
        assertThat(failureOfServer(output, Map.of("ELIGO_CACHE_MAXSTALENESS", "0s")))
                .contains("eligo.cache.max-staleness is PT0S; accepted: at least 10ms", "ELIGO_CACHE_MAXSTALENESS");
    }

    @Test
    void saysThatAJobFileHasAnInvalidValue(CapturedOutput output) throws Exception {
        assertThat(failureOfJobFile(output, "full-rebuild", "eligo.jobs.full-rebuild.partitions: many"))
                .contains(
                        "eligo.jobs.full-rebuild.partitions is 'many'; accepted: a whole number",
                        "full-rebuild.yml] - 1:37");
    }

    @Test
    void saysThatAJobFileIsNotYaml(CapturedOutput output) throws Exception {
        assertThat(failureOfJobFile(output, "full-rebuild", "eligo.jobs.full-rebuild:\n  threads: 1\n  threads: 2"))
                .contains("full-rebuild.yml is not valid YAML", "line 3", "duplicate key threads");
    }

    @ParameterizedTest
    @CsvSource({"partitions: 4, partitions is 4", "threads: 0, threads is 0"})
    void saysThatAnImportHasOnePartitionAndThread(String value, String message, CapturedOutput output)
            throws Exception {
        assertThat(failureOfJobFile(output, "import", "eligo.jobs.import: {" + value + "}", "dir=" + jobFiles))
                .endsWith(
                        "eligo.jobs.import.%s; accepted: 1, because import loads rows in sequence".formatted(message));
    }

    @Test
    void aFailedJobEndsWithCode1AndWithoutAStackTrace(CapturedOutput output) {
        Path missing = jobFiles.resolve("nowhere");
        assertThat(EligoApplication.run(
                        withDatabase(TestServers.migratedDatabase(), "run", "import", "dir=" + missing)))
                .isEqualTo(1);
        assertThat(output.getAll().lines())
                .anyMatch(line -> line.contains(missing + ": no such folder"))
                .noneMatch(line -> line.startsWith("\tat "));
    }

    private String failureOfJobFile(CapturedOutput output, String job, String text, String... arguments)
            throws Exception {
        Files.writeString(jobFiles.resolve(job + ".yml"), text);
        String[] words = Stream.concat(Stream.of("run", job, "--eligo.job-files=" + jobFiles), Stream.of(arguments))
                .toArray(String[]::new);
        Throwable failure =
                catchThrowable(() -> EligoApplication.run(withDatabase(TestServers.migratedDatabase(), words)));
        return line(output, failure);
    }

    private static String[] withDatabase(TestServers.Database database, String... words) {
        return Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "--spring.datasource.url=" + database.url(),
                                "--spring.datasource.username=" + database.user(),
                                "--spring.datasource.password=" + database.password()))
                .toArray(String[]::new);
    }

    /** Of a server with the variables, and with a database that would let it start. */
    private static String failureOfServer(CapturedOutput output, Map<String, String> variables) {
        var all = new HashMap<String, Object>(EligoProcess.environmentFor(TestServers.migratedDatabase()));
        all.putAll(variables);
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, all));
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(EligoApplication.class)
                .environment(environment)
                .run("--server.port=0"));
        return line(output, failure);
    }

    /** The line must be the one that explains the failure. */
    private static String line(CapturedOutput output, Throwable failure) {
        assertThat(line(output)).endsWith("Start failed: " + StartupErrors.line(failure));
        return line(output);
    }

    /** The only line at WARN or above. */
    private static String line(CapturedOutput output) {
        List<String> lines = output.getAll()
                .lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
        assertThat(lines).singleElement();
        return lines.get(0);
    }
}
