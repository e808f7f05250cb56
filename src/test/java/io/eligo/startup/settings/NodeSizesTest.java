package io.eligo.startup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.EligoApplication;
import io.eligo.jobs.files.BadJobFile;
import io.eligo.jobs.files.JobConnectionsCheck;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.platform.connections.PoolSizes;
import io.eligo.startup.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The sizes in {@code sizes.yml}, and combinations of pool, threads and reads that a start refuses. */
class NodeSizesTest {
    private static final String POOL_SIZE = PoolSizes.MAIN_POOL_PROPERTY;
    private static final String READS = "eligo.limits.query-time.concurrency";

    @TempDir
    Path jobFiles;

    @ParameterizedTest
    @ValueSource(strings = {"small", "medium", "large"})
    void thePoolHasAConnectionForEachThreadOfTheJobsThatRunTogetherAndForEachReadOfTheSourceTables(String size) {
        ConfigurableEnvironment environment = environment(Map.of("spring.profiles.active", size));
        JobFiles files = JobFiles.bind(environment);
        int connectionsOfJobs = Stream.of(
                        JobNames.FULL_REBUILD, JobNames.OFFER_CHANGES, JobNames.USER_CHANGES, JobNames.RETENTION)
                .map(files::get)
                .mapToInt(file -> Math.min(file.effectiveThreads(), file.partitions()) + 1)
                .sum();

        assertThat(environment.getProperty(POOL_SIZE, Integer.class))
                .isEqualTo(connectionsOfJobs + environment.getRequiredProperty(READS, Integer.class));
        checkStart(environment, WebApplicationType.SERVLET);
    }

    /** Helm prints how many connections the nodes take. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "medium", "large"})
    void theNotesOfTheChartHaveThePoolOfEachSize(String size) {
        assertThat(Path.of("ops/helm/eligo/templates/NOTES.txt"))
                .content()
                .containsOnlyOnce("\"%s\" %s"
                        .formatted(
                                size,
                                environment(Map.of("spring.profiles.active", size))
                                        .getRequiredProperty(POOL_SIZE)))
                .contains("add %d (get".formatted(PoolSizes.OUTSIDE_MAIN_POOL));
    }

    /** Otherwise the start would depend on the processors of the host. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "medium", "large"})
    void aSizeSetsTheThreadsOfEveryJobAndLeavesNoneIdle(String size) {
        assertThat(JobFiles.bind(environment(Map.of("spring.profiles.active", size)))
                        .all()
                        .values())
                .allSatisfy(job -> assertThat(job.threads()).isBetween(1, job.partitions()));
    }

    @Test
    void threadsThatFollowFromTheProcessorsAreNamedAsSuch() {
        Map<String, String> settings = Map.of(POOL_SIZE, "1", "eligo.jobs.full-rebuild.threads", "0");
        assertThatThrownBy(() -> JobConnectionsCheck.check(environment(settings), JobNames.ALL))
                .hasMessageMatching("eligo.jobs.[a-z-]+.threads is 0, one per processor; accepted: less than .*");
    }

    @Test
    void anOperatorsJobFileOverridesTheSize() throws IOException {
        Files.writeString(jobFiles.resolve("full-rebuild.yml"), "eligo.jobs.full-rebuild.threads: 3");
        JobFile file = JobFiles.bind(
                        environment(Map.of("spring.profiles.active", "large", "eligo.job-files", jobFiles.toString())))
                .get(JobNames.FULL_REBUILD);
        assertThat(file.threads()).isEqualTo(3);
        assertThat(file.partitions()).isEqualTo(32);
    }

    @Test
    void aJobWithAsManyThreadsAsConnectionsIsRefused() {
        Map<String, String> settings = Map.of(POOL_SIZE, "10", "eligo.jobs.full-rebuild.threads", "10");
        assertThatThrownBy(() -> JobConnectionsCheck.check(environment(settings), JobNames.ALL))
                .isInstanceOf(BadJobFile.class)
                .hasMessage(
                        "eligo.jobs.full-rebuild.threads is 10; accepted: less than spring.datasource.hikari.maximum-pool-size, which is 10: 10 partitions run at once, each takes a connection, and the main step one more");
        assertThatThrownBy(() -> checkStart(environment(settings), WebApplicationType.SERVLET))
                .isInstanceOf(BadJobFile.class);
    }

    @Test
    void aProcessThatRunsOneJobIsRefusedForNoOther() {
        Map<String, String> settings = Map.of(POOL_SIZE, "10", "eligo.jobs.full-rebuild.threads", "10");
        JobConnectionsCheck.check(environment(settings), List.of(JobNames.RETENTION));
    }

    @Test
    void threadsBeyondThePartitionsNeedNoConnection() {
        JobConnectionsCheck.check(
                environment(Map.of(POOL_SIZE, "17", "eligo.jobs.full-rebuild.threads", "100")), JobNames.ALL);
    }

    @Test
    void aNodeThatRunsNoJobMayHaveASmallPool() {
        Map<String, String> settings =
                Map.of(POOL_SIZE, "10", "eligo.jobs.full-rebuild.threads", "10", "eligo.roles", "api, console");
        checkStart(environment(settings), WebApplicationType.SERVLET);
    }

    @Test
    void readsOfTheSourceTablesMayNotTakeAllConnections() {
        var settings = new HashMap<>(Map.of(POOL_SIZE, "20", READS, "20"));
        assertThatThrownBy(() -> checkStart(environment(settings), WebApplicationType.SERVLET))
                .isInstanceOf(StartupFailure.class)
                .hasMessageStartingWith(
                        "eligo.limits.query-time.concurrency is 20; accepted: less than spring.datasource.hikari.maximum-pool-size, which is 20");
        checkStart(environment(settings), WebApplicationType.NONE);
        settings.put("eligo.roles", "worker");
        checkStart(environment(settings), WebApplicationType.SERVLET);
    }

    @Test
    void theDefaultOfTheReadsIsChecked() {
        assertThat(Objects.requireNonNull(SettingsMetadata.read().get(READS)).fallback())
                .isEqualTo(String.valueOf(StartupSettingsCheck.QUERY_TIME_DEFAULT));
        assertThatThrownBy(() -> checkStart(environment(Map.of(POOL_SIZE, "8")), WebApplicationType.SERVLET))
                .hasMessageContaining("is 8; accepted: less than");
    }

    @Test
    void anUnknownRoleIsRefusedByName() {
        assertThatThrownBy(
                        () -> checkStart(environment(Map.of("eligo.roles", "api,admin")), WebApplicationType.SERVLET))
                .isInstanceOf(StartupFailure.class)
                .hasMessage("eligo.roles: 'admin' is not a role; accepted: api, console, scheduler, worker.");
    }

    /** As Spring Boot calls the listeners once the settings are read. */
    private static void checkStart(ConfigurableEnvironment environment, WebApplicationType type) {
        var application = new SpringApplication(EligoApplication.class);
        application.setWebApplicationType(type);
        application.getListeners().stream()
                .filter(listener -> listener instanceof StartupSettingsCheck || listener instanceof JobConnectionsCheck)
                .forEach(listener -> publish(listener, application, environment));
    }

    @SuppressWarnings("unchecked")
    private static void publish(
            ApplicationListener<?> listener, SpringApplication application, ConfigurableEnvironment environment) {
        ((ApplicationListener<ApplicationEnvironmentPreparedEvent>) listener)
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(), application, new String[0], environment));
    }

    /** As in a folder without job files: those of the project, which is the working directory here, would override the sizes. */
    private static ConfigurableEnvironment environment(Map<String, String> settings) {
        var environment = new StandardEnvironment();
        var properties = new HashMap<String, Object>(Map.of("eligo.job-files", "target/no-job-files"));
        properties.putAll(settings);
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }
}
