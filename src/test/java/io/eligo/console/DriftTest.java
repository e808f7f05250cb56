package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobRunner;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.metrics.GaugeSampler;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drift of the last rebuild on the overview page and in {@code eligibility_drift_rows}: both agree, and count only differences that no
 * outbox event had announced.
 */
@EligoTest
class DriftTest {
    private static final UUID MERCHANT = new UUID(1, 1);

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    GaugeSampler sampler;

    @BeforeEach
    void tenCustomersWithCorrectGrants() {
        run("ALTER TABLE user_grants DROP CONSTRAINT IF EXISTS poisoned");
        TableCleaner.empty(
                jdbc,
                "merchant, cashback_configuration, customer_type, user_grants, outbox_event, batch.batch_job_instance");
        run("INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x')"
                .formatted(MERCHANT));
        run("""
            INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
            VALUES (gen_random_uuid(), '%s', 'c', true, '{New}', 100)
            """.formatted(MERCHANT));
        run(
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT ('%s' || lpad(n::text, 4, '0'))::uuid, '%s', 'New' FROM generate_series(1, 10) AS n"
                        .formatted("00000000-0000-0005-0000-00000000", MERCHANT));
        worker.drain();
        run("INSERT INTO batch.initial_build (job_instance_id, completed_at) VALUES (0, now()) ON CONFLICT DO NOTHING");
    }

    @Test
    void isUnknownUntilARebuildHasCompleted() {
        scrapeSays("NaN", "NaN");
        assertThat(overview()).contains("no rebuild yet");
    }

    @Test
    void isWhatARebuildHadToCorrect() {
        unnoticed("UPDATE customer_type SET type = 'Vip' WHERE user_id::text LIKE '%1'");
        unnoticed(
                "INSERT INTO customer_type (user_id, merchant_id, type) SELECT gen_random_uuid(), '%s', 'New' FROM generate_series(1, 3)"
                        .formatted(MERCHANT));
        long rebuild = jobs.run("full-rebuild", Map.of()).executionId();
        saysThatItWas(3, 1, rebuild);

        // A dry run does not change the drift.
        unnoticed("UPDATE customer_type SET type = 'Vip' WHERE user_id::text LIKE '%2'");
        jobs.run("full-rebuild", Map.of("dry-run", "true"));
        saysThatItWas(3, 1, rebuild);
        // Neither does a rebuild for a TRUNCATE event, although it revokes nearly everything.
        long before = rebuilds();
        run("TRUNCATE customer_type");
        worker.drain();
        assertThat(rebuilds()).isEqualTo(before + 1);
        saysThatItWas(3, 1, rebuild);

        long healthy = jobs.run("full-rebuild", Map.of()).executionId();
        saysThatItWas(0, 0, healthy);
    }

    @Test
    void countsWrongRelationsAlsoWithoutWrongGrants() {
        unnoticed("UPDATE user_grants SET relations = '{}' WHERE user_id::text LIKE '%1'");
        jobs.run("full-rebuild", Map.of());
        assertThat(scraped()).contains(gauge("granted", "0.0"), gauge("revoked", "0.0"), gauge("relations", "1.0"));
        assertThat(overview())
                .contains("0 granted, 0 revoked, relations of 1 users")
                .containsPattern("id=\"drift\">1<");

        jobs.run("full-rebuild", Map.of());
        assertThat(scraped()).contains(gauge("relations", "0.0"));
    }

    @Test
    void isNotChangedByARebuildThatFailed() {
        long healthy = jobs.run("full-rebuild", Map.of()).executionId();
        unnoticed("UPDATE customer_type SET type = 'Vip'");
        run("ALTER TABLE user_grants ADD CONSTRAINT poisoned CHECK (offer_nos <> '{}') NOT VALID");
        try {
            assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isFalse();
        } finally {
            run("ALTER TABLE user_grants DROP CONSTRAINT poisoned");
        }
        saysThatItWas(0, 0, healthy);
    }

    @Test
    void theFirstRebuildIsTheInitialBuildAndTheSecondCountsDrift() {
        noRebuildHasEverCompleted();
        jobs.run("full-rebuild", Map.of("dry-run", "true"));
        long first = jobs.run("full-rebuild", Map.of()).executionId();
        saysInitialBuild(10, first);

        unnoticed("UPDATE customer_type SET type = 'Vip' WHERE user_id::text LIKE '%1'");
        long second = jobs.run("full-rebuild", Map.of()).executionId();
        saysThatItWas(0, 1, second);
    }

    @Test
    void aRebuildRestartedInTheMiddleOfTheInitialBuildIsStillInitial() {
        noRebuildHasEverCompleted();
        failFor("00000000-0000-0005-0000-000000000010");
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isFalse();
        assertThat(rows()).as("rows of the first execution").isBetween(1L, 9L);
        stopFailing();

        saysInitialBuild(10, jobs.run("full-rebuild", Map.of()).executionId());
        assertThat(rows()).isEqualTo(10);
        unnoticed("UPDATE customer_type SET type = 'Vip' WHERE user_id::text LIKE '%1'");
        saysThatItWas(0, 1, jobs.run("full-rebuild", Map.of()).executionId());
    }

    @Test
    void aNewRunAfterAFailedFirstOneIsStillInitial() {
        noRebuildHasEverCompleted();
        failFor("00000000-0000-0005-0000-000000000010");
        long failed = jobs.run("full-rebuild", Map.of()).executionId();
        stopFailing();
        run("UPDATE batch.batch_job_execution SET status = 'ABANDONED' WHERE job_execution_id = " + failed);

        long next = jobs.run("full-rebuild", Map.of()).executionId();
        // The failed run has written some of the ten rows.
        assertThat(scraped()).contains(gauge("granted", "0.0"), gauge("revoked", "0.0"));
        assertThat(overview())
                .containsPattern("/console/executions/%d\">initial build, [1-9] grants written".formatted(next));
    }

    @Test
    void aRunOfTheInitialBuildThatIsRestartedAfterAnotherHasCompletedFindsDrift() {
        noRebuildHasEverCompleted();
        failFor("00000000-0000-0005-0000-000000000010");
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isFalse();
        stopFailing();
        assertThat(jobs.run("full-rebuild", Map.of("unguarded", "true")).isCompleted())
                .isTrue();
        assertThat(rows()).isEqualTo(10);

        unnoticed("UPDATE customer_type SET type = 'Vip' WHERE user_id = '00000000-0000-0005-0000-000000000010'");
        saysThatItWas(0, 1, jobs.run("full-rebuild", Map.of()).executionId());
    }

    @Test
    void theFirstRebuildCountsDriftWhereIncrementalRunsHaveBuiltTheGrants() {
        TableCleaner.empty(jdbc, "batch.initial_build");
        unnoticed("UPDATE user_grants SET offer_nos = '{}' WHERE user_id::text LIKE '%1'");
        saysThatItWas(1, 0, jobs.run("full-rebuild", Map.of()).executionId());
    }

    @Test
    void afterATruncateOfTheGrantsEveryRowIsDrift() {
        noRebuildHasEverCompleted();
        saysInitialBuild(10, jobs.run("full-rebuild", Map.of()).executionId());
        run("TRUNCATE user_grants");
        saysThatItWas(10, 0, jobs.run("full-rebuild", Map.of()).executionId());
        // The records of the first rebuild may be pruned.
        run("TRUNCATE user_grants");
        TableCleaner.empty(jdbc, "batch.batch_job_instance");
        saysThatItWas(10, 0, jobs.run("full-rebuild", Map.of()).executionId());
    }

    private void noRebuildHasEverCompleted() {
        TableCleaner.empty(jdbc, "batch.initial_build, user_grants");
    }

    private void failFor(String user) {
        run("ALTER TABLE user_grants ADD CONSTRAINT poisoned CHECK (user_id <> '%s')".formatted(user));
    }

    private void stopFailing() {
        run("ALTER TABLE user_grants DROP CONSTRAINT poisoned");
    }

    private long rows() {
        return jdbc.sql("SELECT count(*) FROM user_grants").query(Long.class).single();
    }

    private void saysInitialBuild(long rows, long rebuild) {
        scrapeSays("0.0", "0.0");
        assertThat(overview())
                .contains("/console/executions/%d\">initial build, %d grants written".formatted(rebuild, rows))
                .containsPattern("id=\"drift\">0<");
    }

    private long rebuilds() {
        return jdbc.sql("""
            SELECT count(*) FROM batch.batch_job_execution JOIN batch.batch_job_instance USING (job_instance_id)
            WHERE job_name = 'full-rebuild' AND status = 'COMPLETED'
            """).query(Long.class).single();
    }

    private void saysThatItWas(long granted, long revoked, long rebuild) {
        scrapeSays(granted + ".0", revoked + ".0");
        assertThat(overview())
                .contains("%d granted, %d revoked".formatted(granted, revoked), "/console/executions/" + rebuild)
                .containsPattern("id=\"drift\">%d<".formatted(granted + revoked));
    }

    private void scrapeSays(String granted, String revoked) {
        assertThat(scraped()).contains(gauge("granted", granted), gauge("revoked", revoked));
    }

    private static String gauge(String kind, String value) {
        return "eligibility_drift_rows{kind=\"%s\"} %s".formatted(kind, value);
    }

    /** Runs a change and deletes its outbox events. */
    private void unnoticed(String sql) {
        run(sql);
        run("DELETE FROM outbox_event");
    }

    private String overview() {
        return ConsoleClient.of(port, tokens, "ops:read").get("/console").body();
    }

    private String scraped() {
        sampler.sampleOnce();
        return new ConsoleClient(port)
                .get("/actuator/prometheus", "Authorization", "Bearer " + tokens.token("prometheus", "ops:read"))
                .body();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
