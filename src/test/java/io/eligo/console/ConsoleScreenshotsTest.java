package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobRunner;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Writes the pictures of the documents: {@code -Dtest=ConsoleScreenshotsTest -Dscreenshots=docs/images}. */
@EligoTest
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
@TestPropertySource(properties = {"test.database=of-the-screenshots", "eligo.roles=api,console,worker"})
class ConsoleScreenshotsTest {
    private static final int WIDTH = 1200;

    // Larger pictures make the repository heavy.
    private static final int MAX_BYTES = 200_000;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    DevTokens tokens;

    private final Path folder = Path.of(System.getProperty("screenshots", "target"));

    @Test
    void writesThePicturesOfTheDocuments() throws Exception {
        Files.createDirectories(folder);
        assertThat(jobs.run("demo-data", Map.of("users", "40000", "merchants", "200", "offers", "1500"))
                        .isCompleted())
                .isTrue();
        jdbc.sql("DELETE FROM outbox_event").update();
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        addSamples();
        try (ConsoleBrowser browser = ConsoleBrowser.open(port)) {
            browser.width(WIDTH);
            browser.signIn(tokens.token("ops-ann", "ops:read ops:write offers:any"));
            writeUserPage(browser);
            writePagesOfARunningRebuild(browser);
        }
    }

    private void writeUserPage(ConsoleBrowser browser) throws Exception {
        String user = jdbc.sql("SELECT user_id FROM customer_type ORDER BY user_id LIMIT 1")
                .query(String.class)
                .single();
        String offer = jdbc.sql("""
                        SELECT id FROM cashback_configuration c
                        WHERE eligible_customer_types = '{Vip}' AND is_active AND review_status = 'Approved' AND NOT EXISTS (
                            SELECT FROM customer_type t WHERE t.user_id = ?::uuid AND t.merchant_id = c.merchant_id AND t.type = 'Vip')
                        ORDER BY id LIMIT 1
                        """).param(user).query(String.class).single();
        browser.navigateTo("/console/offers?user=%s&offer=%s".formatted(user, offer));
        browser.await(page -> page.text("#verdict").contains("does not see"));
        write(browser, "console-user.png", 1000);
    }

    private void writePagesOfARunningRebuild(ConsoleBrowser browser) throws Exception {
        // The next rebuild of these runs has rows to write, slowly enough for pictures.
        TableCleaner.empty(jdbc, "user_grants");
        jdbc.sql("""
                CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END'
                """).update();
        jdbc.sql("CREATE TRIGGER slow BEFORE INSERT ON user_grants FOR EACH STATEMENT EXECUTE FUNCTION slow()")
                .update();
        browser.navigateTo("/console/jobs");
        browser.click("#run-full-rebuild summary");
        browser.click("#run-full-rebuild button");
        browser.await(page -> page.path().startsWith("/console/executions/"));
        browser.await(
                page -> page.texts(".partitions tr[data-status=COMPLETED]").size() >= 6);
        String execution = browser.path();
        write(browser, "console-execution.png", 900);
        browser.navigateTo("/console");
        write(browser, "console-overview.png", 780);
        browser.navigateTo(execution);
        browser.click("#stop");
    }

    private void write(ConsoleBrowser browser, String file, int height) throws Exception {
        browser.writeScreenshot(folder.resolve(file), WIDTH, height);
        assertThat(Files.size(folder.resolve(file))).isLessThan(MAX_BYTES);
    }

    /** Three hours of a working day. */
    private void addSamples() {
        jdbc.sql("DELETE FROM metric_sample").update();
        jdbc.sql("""
                INSERT INTO metric_sample (sampled_at, node, pending_events, oldest_event_seconds, parked_events, cache_hits, cache_reads, p95_seconds)
                SELECT now() - n * interval '1 min', 'eligo-1', greatest(0, 40 + 60 * sin(n / 11.0) + random() * 30), abs(sin(n / 11.0)) * 0.4 + random() * 0.2, 0,
                    9600 + 200 * sin(n / 30.0) + random() * 60, 10000, 0.0021 + 0.0006 * sin(n / 17.0) + random() * 0.0003
                FROM generate_series(1, 179) AS n
                """).update();
    }
}
