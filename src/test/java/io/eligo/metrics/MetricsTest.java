package io.eligo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.eligo.feed.ApiClient;
import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.JobRunner;
import io.eligo.monitoring.SelectedSeries;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a scrape of a node with all roles answers. */
@EligoTest
@TestPropertySource(
        properties = {
            "test.database=of-metrics",
            "eligo.roles=api,console,scheduler,worker",
            "spring.datasource.hikari.allow-pool-suspension=true",
            "spring.datasource.hikari.connection-timeout=1000"
        })
@DirtiesContext
class MetricsTest {
    private static final String OFFERS = "{ offers { edges { node { id } } } }";
    private static final UUID MERCHANT = new UUID(1, 1);
    private static final UUID OFFER = new UUID(2, 2);
    private static final UUID USER = new UUID(3, 3);
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-");
    private static final Pattern METRIC_NAME = Pattern.compile("`(\\w+)`");
    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(20);

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @Autowired
    ApiClient api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    JobRunner jobs;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    GaugeSampler sampler;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    PlatformTransactionManager transactions;

    private HikariPoolMXBean pool;

    @Autowired
    void findPool(HikariDataSource mainPool) {
        pool = mainPool.getHikariPoolMXBean();
    }

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void oneCustomerWithOneOffer() {
        for (String statement : List.of(
                "INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x') ON CONFLICT DO NOTHING"
                        .formatted(MERCHANT),
                """
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%s', '%s', 'c', true, '{New}', 100) ON CONFLICT DO NOTHING
                """.formatted(OFFER, MERCHANT),
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New') ON CONFLICT DO NOTHING"
                        .formatted(USER, MERCHANT))) {
            jdbc.sql(statement).update();
        }
        rollout.resetAll();
        awaitEmptyQueue();
    }

    @Test
    void everyMetricIsScrapedAsDefinedAndNoOther() {
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        sampler.sampleOnce();
        Scrape scrape = scrape();
        assertThat(eligosTypes(scrape)).isEqualTo(definedTypes());
        assertThat(scrape.labelValues())
                .isNotEmpty()
                .noneMatch(value -> UUID_TEXT.matcher(value).find());
        for (MetricDefinition metric : MetricDefinition.values()) {
            String name = PrometheusNames.of(metric);
            String counted = metric.type() == MetricDefinition.MetricType.HISTOGRAM ? name + "_count" : name;
            assertThat(scrape.help(name)).as(name).isEqualTo(metric.help());
            assertThat(scrape.labelNames(counted))
                    .as("labels of %s", name)
                    .containsExactlyInAnyOrderElementsOf(
                            metric.labels().stream().map(MetricLabel::name).toList());
            for (MetricLabel label : metric.labels()) {
                assertThat(scrape.labelValues(counted, label.name()))
                        .as("%s of %s", label.name(), name)
                        .containsExactlyInAnyOrderElementsOf(label.values());
            }
        }
    }

    @Test
    void theMetricsOfSpringBootThatTheDocumentNamesAreScraped() throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        String table = document.substring(document.indexOf("| metric of Spring Boot |"));
        List<String> named = table.lines()
                .skip(2)
                .takeWhile(row -> row.startsWith("|"))
                .flatMap(row -> METRIC_NAME.matcher(row.split("\\|")[1]).results())
                .map(name -> name.group(1))
                .toList();
        Scrape scrape = scrapeAfterGarbageCollection();
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(scrape.samples(name)).as(name).isNotEmpty());
        assertThat(scrape.labelValues("hikaricp_connections_active", "pool"))
                .contains("main", "reserved")
                .isSubsetOf("main", "reserved", "shadow");
    }

    private static Map<String, String> eligosTypes(Scrape scrape) {
        var types = new TreeMap<String, String>();
        scrape.types().forEach((name, type) -> {
            // Micrometer adds the maximum of the last minutes to each histogram.
            if ((name.startsWith("offers_") || name.startsWith("eligibility_")) && !name.endsWith("_seconds_max")) {
                types.put(name, type);
            }
        });
        return types;
    }

    private static Map<String, String> definedTypes() {
        return Arrays.stream(MetricDefinition.values())
                .collect(Collectors.toMap(
                        PrometheusNames::of,
                        metric -> metric.type().name().toLowerCase(Locale.ROOT),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** Also the bounds of buckets, and the metrics of Spring Boot. */
    @Test
    void rulesAndDashboardsSelectWhatIsScraped() throws IOException {
        api.execute(USER, OFFERS);
        sampler.sampleOnce();
        Scrape scrape = scrapeAfterGarbageCollection();
        assertThat(SelectedSeries.readAll())
                .isNotEmpty()
                .allSatisfy(selected -> assertThat(scrape.samples(selected.metric()))
                        .as("%s", selected)
                        .anyMatch(sample -> selected.matches(sample.name(), sample.labels())));
    }

    @Test
    void changesReadsAndJobsAreCounted() {
        Scrape before = scrape();
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}'")
                .update();
        jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();
        jdbc.sql("UPDATE merchant SET status = 'Suspended'").update();
        awaitEmptyQueue();
        for (String kind : List.of("switch", "offer", "user")) {
            awaitGrown(before, "eligibility_freshness_seconds_count", "kind", kind);
        }
        jdbc.sql("UPDATE merchant SET status = 'Active'").update();
        jdbc.sql("DELETE FROM user_grants").update();
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        awaitGrown(before, "eligibility_grants_changed_total", "change", "granted");
        awaitGrown(before, "eligibility_job_duration_seconds_count", "job", "full-rebuild", "status", "completed");
        awaitGrown(before, "eligibility_job_partitions_total", "job", "full-rebuild", "status", "completed");
        awaitGrown(before, "eligibility_outbox_polls_total", "result", "ok");

        rollout.set(new RolloutChange(true, RolloutChange.ON.share(), new BigDecimal(100), null, null));
        api.execute(USER, OFFERS);
        awaitGrown(before, "offers_shadow_comparisons_total", "outcome", "equal");
        rollout.reset();
        await().until(() -> {
            api.execute(USER, OFFERS);
            return isGrown(before, "offers_cache_requests_total", "result", "hit");
        });
        awaitGrown(before, "offers_query_duration_seconds_count", "cache", "hit", "source", "cache");
        awaitGrown(before, "eligibility_redis_command_duration_seconds_count", "outcome", "answered");
        Scrape after = scrape();
        assertThat(after.value("eligibility_redis_available")).isEqualTo(1);
        assertThat(after.value("eligibility_cache_namespace_open")).isEqualTo(1);
        assertThat(after.value("eligibility_redis_breaker_open")).isZero();
    }

    /** The time at which an event was written says little: its transaction may have committed an hour later. */
    @Test
    void freshnessIsMeasuredFromTheCommitWherePostgresqlKeepsIt() {
        Scrape before = scrape();
        jdbc.sql(
                        "INSERT INTO outbox_event (kind, users, may_revoke, created_at) VALUES ('users', ?, true, now() - interval '1 hour')")
                .param(new UUID[] {USER})
                .update();
        awaitGrown(before, "eligibility_freshness_seconds_count", "kind", "user");
        double seconds = scrape().value("eligibility_freshness_seconds_sum", "kind", "user")
                - before.value("eligibility_freshness_seconds_sum", "kind", "user");
        boolean keepsCommits = jdbc.sql("SELECT current_setting('track_commit_timestamp')::boolean")
                .query(Boolean.class)
                .single();
        assertThat(seconds > 3_600).isNotEqualTo(keepsCommits);
    }

    @Test
    void grantsAreCountedWhenTheirTransactionCommits() {
        var transaction = new TransactionTemplate(transactions);
        Scrape before = scrape();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM user_grants").update();
            assertThat(reconciler.reconcile(List.of(USER)).granted()).isEqualTo(1);
            status.setRollbackOnly();
        });
        assertThat(granted(scrape())).isEqualTo(granted(before));
        transaction.executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM user_grants").update();
            assertThat(reconciler.reconcile(List.of(USER)).granted()).isEqualTo(1);
        });
        assertThat(granted(scrape())).isEqualTo(granted(before) + 1);
    }

    private static double granted(Scrape scrape) {
        return scrape.value("eligibility_grants_changed_total", "change", "granted");
    }

    @Test
    void refusedRequestsAreCountedByTheirClass() {
        Scrape before = scrape();
        api.execute(USER, "{ nothing }");
        awaitGrown(before, "eligibility_graphql_errors_total", "classification", "BAD_REQUEST");
        api.execute(USER, "{ jobExecutions { edges { node { id } } } }");
        awaitGrown(before, "eligibility_graphql_errors_total", "classification", "FORBIDDEN");
        api.post(api.token(USER.toString(), ""), "[]");
        awaitGrown(before, "eligibility_graphql_refusals_total", "limit", "batch");
        api.execute(USER, "{ " + "x".repeat(200) + ": offers { edges { node { id } } } }");
        awaitGrown(before, "eligibility_graphql_refusals_total", "limit", "alias-length");
    }

    @Test
    void valuesFromTheDatabaseAreThoseOfItsTables() {
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        long parked = jdbc.sql(
                        "INSERT INTO outbox_event (kind, users, may_revoke, parked_at) VALUES ('users', ?, true, now()) RETURNING id")
                .param(new UUID[] {USER})
                .query(Long.class)
                .single();
        try {
            sampler.sampleOnce();
            Scrape scrape = scrape();
            assertThat(scrape.value("eligibility_outbox_parked")).isEqualTo(1);
            assertThat(scrape.value("eligibility_outbox_pending")).isZero();
            assertThat(scrape.value("eligibility_outbox_oldest_age_seconds")).isZero();
            assertThat(scrape.value("eligibility_grants")).isEqualTo(1);
            assertThat(scrape.value("eligibility_nodes_live", "role", "worker")).isEqualTo(1);
            assertThat(scrape.value("eligibility_nodes_dead")).isZero();
            assertThat(scrape.value("eligibility_table_size_bytes", "table", "user_grants"))
                    .isPositive();
            assertThat(scrape.value("eligibility_rebuild_last_success_timestamp_seconds"))
                    .isEqualTo(
                            jdbc.sql("SELECT extract(epoch FROM max(end_time)) FROM batch.batch_job_execution")
                                    .query(Double.class)
                                    .single(),
                            Offset.offset(0.01));
            assertThat(scrape.value("eligibility_schedule_overdue_seconds", "job", "full-rebuild"))
                    .isZero();
            assertThat(scrape.value("eligibility_catalog_age_seconds")).isNotNaN();
        } finally {
            jdbc.sql("DELETE FROM outbox_event WHERE id = ?").param(parked).update();
        }
    }

    @Test
    void aScrapeAnswersWhilePostgresqlIsGone() {
        sampler.sampleOnce();
        assertThat(scrape().value("eligibility_outbox_pending")).isNotNaN();
        JdbcClient server = serverOfTheDatabase();
        String name = jdbc.sql("SELECT current_database()").query(String.class).single();
        server.sql("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name)).update();
        try {
            server.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?")
                    .param(name)
                    .query(Long.class)
                    .single();
            sampler.sampleOnce();
            Scrape scrape = scrape();
            assertThat(eligosTypes(scrape)).isEqualTo(definedTypes());
            assertThat(scrape.value("eligibility_outbox_pending")).isNaN();
            assertThat(scrape.value("eligibility_catalog_age_seconds")).isNotNaN();
        } finally {
            server.sql("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(name))
                    .update();
            // The pool does not validate a connection that was used within the last half second.
            pool.softEvictConnections();
        }
        await().ignoreExceptions().untilAsserted(() -> {
            sampler.sampleOnce();
            assertThat(scrape().value("eligibility_outbox_pending")).isNotNaN();
            // Reads the switch through a connection of its own, which may be broken too.
            rollout.resetAll();
        });
    }

    /** No component gets a connection until the pool is resumed, however long it waits. */
    @Test
    void aScrapeTakesNoConnection() {
        pool.suspendPool();
        try {
            assertThat(eligosTypes(scrape())).isEqualTo(definedTypes());
        } finally {
            pool.resumePool();
        }
    }

    /** A connection to another database of the same server. */
    private JdbcClient serverOfTheDatabase() {
        String url = String.valueOf(database.getJdbcUrl()).replaceFirst("/[^/?]+(\\?|$)", "/postgres$1");
        return JdbcClient.create(new DriverManagerDataSource(
                url, String.valueOf(database.getUsername()), String.valueOf(database.getPassword())));
    }

    private void awaitEmptyQueue() {
        await().until(() ->
                jdbc.sql("SELECT count(*) FROM outbox_event").query(Long.class).single() == 0);
    }

    private void awaitGrown(Scrape before, String name, String... labels) {
        await().until(() -> isGrown(before, name, labels));
    }

    private boolean isGrown(Scrape before, String name, String... labels) {
        return scrape().value(name, labels) > before.value(name, labels);
    }

    /** Pauses of the garbage collector are not there before the first one. */
    private Scrape scrapeAfterGarbageCollection() {
        System.gc();
        await().until(() -> !scrape().samples("jvm_gc_pause_seconds_count").isEmpty());
        return scrape();
    }

    private Scrape scrape() {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
                            .timeout(SCRAPE_TIMEOUT)
                            .header("Authorization", "Bearer " + tokens.token("prometheus", "ops:read"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new Scrape(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
