package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.EligoApplication;
import io.eligo.console.charts.ChartSampler;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.JobSchedules;
import io.eligo.servers.DevTokens;
import io.eligo.servers.TestServers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Starts the application several times on one database: pauses, charts and drift survive a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleAfterRestartTest {
    private final TestServers.Database database = TestServers.migratedDatabase();
    private ConfigurableApplicationContext application;

    @BeforeAll
    void start() {
        application = new SpringApplicationBuilder(EligoApplication.class, DevTokens.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("database", JdbcConnectionDetails.class, () -> database))
                .run(
                        "--eligo.roles=console,scheduler,worker",
                        "--server.port=0",
                        // Not that of other contexts in this JVM, see EligoTest.
                        "--spring.quartz.scheduler-name=console-after-restart");
    }

    @AfterAll
    void end() {
        application.close();
    }

    private void restart() {
        end();
        start();
    }

    @Test
    void aPausedScheduleStaysPausedAndSaysWhoPausedItAndWhy() {
        ConsoleClient consoleClient = site();
        consoleClient.get("/console/jobs");
        consoleClient.post("/console/jobs/full-rebuild/pause", Map.of("reason", "the disk is being changed"));
        restart();
        assertThat(schedules().isPaused("full-rebuild")).isTrue();
        assertThat(schedules().isPaused("retention")).isFalse();
        assertThat(rebuildOnPage())
                .contains("paused</span> by <span>ops-ann</span>", "the disk is being changed", "Resume")
                .doesNotContain(", next ");

        consoleClient = site();
        consoleClient.get("/console/jobs");
        consoleClient.post("/console/jobs/full-rebuild/resume", Map.of());
        restart();
        assertThat(schedules().isPaused("full-rebuild")).isFalse();
        assertThat(rebuildOnPage())
                .contains(", next ", "Pause")
                .doesNotContain("paused</span>", "ops-ann", "the disk is being changed");
    }

    @Test
    void chartsAndDriftSurviveARestart() {
        var jdbc = application.getBean(JdbcClient.class);
        jdbc.sql(
                        "INSERT INTO metric_sample (node, sampled_at, pending_events, oldest_event_seconds, parked_events, cache_hits, cache_reads) VALUES ('gone', now() - interval '1 hour', 4711, 9, 0, 3, 4)")
                .update();
        jdbc.sql(
                        "INSERT INTO metric_sample (node, sampled_at, pending_events, oldest_event_seconds, parked_events, cache_hits, cache_reads) VALUES ('gone', now() - interval '4 hours', 9999, 9, 0, 1, 1)")
                .update();
        jdbc.sql(
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (gen_random_uuid(), 'Duka', 'Active', 'x')")
                .update();
        application.getBean(ChartSampler.class).sample();
        long rebuild = application
                .getBean(JobRunner.class)
                .run("full-rebuild", Map.of())
                .executionId();
        restart();

        assertThat(site().get("/console").body())
                .contains("highest 4 711", "highest 75.0 %", "0 granted, 0 revoked", "/console/executions/" + rebuild)
                .doesNotContain("9 999");
        assertThat(application
                        .getBean(JdbcClient.class)
                        .sql("SELECT count(*) FROM metric_sample WHERE sampled_at < now() - interval '3 hours'")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(site().get("/actuator/prometheus", "Authorization", "Bearer " + token())
                        .body())
                .contains(
                        "eligibility_drift_rows{kind=\"granted\"} 0.0", "eligibility_drift_rows{kind=\"revoked\"} 0.0");
    }

    private String rebuildOnPage() {
        String page = site().get("/console/jobs").body();
        int from = page.indexOf("data-job=\"full-rebuild\"");
        int until = page.indexOf("data-job=", from + 1);
        return page.substring(from, until < 0 ? page.length() : until);
    }

    private JobSchedules schedules() {
        return application.getBean(JobSchedules.class);
    }

    private ConsoleClient site() {
        return ConsoleClient.of(
                application.getEnvironment().getRequiredProperty("local.server.port", Integer.class),
                application.getBean(DevTokens.class),
                "ops:read ops:write");
    }

    private String token() {
        return application.getBean(DevTokens.class).token("prometheus", "ops:read");
    }
}
