package io.eligo.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.jobs.runtime.Heartbeat;
import io.eligo.jobs.runtime.RunLock;
import io.eligo.jobs.runtime.RunLocks;
import io.eligo.platform.threads.Executors;
import io.eligo.platform.threads.Schedulers;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.context.TestPropertySource;

/** A node whose other resources are all taken: the catalogue is refreshed, the heartbeat continues, and liveness answers. */
@EligoTest
@TestPropertySource(
        properties = {
            "test.database=resource-starvation",
            "eligo.roles=api,console,scheduler,worker",
            "eligo.nodes.heartbeat-interval=PT0.2S",
            "spring.datasource.hikari.maximum-pool-size=12",
            "spring.datasource.hikari.connection-timeout=3000",
        })
class ResourceStarvationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    @Autowired
    Catalog catalog;

    @Autowired
    Heartbeat heartbeat;

    @Autowired
    RunLocks runs;

    @Autowired
    DataSource pool;

    @Autowired
    ApplicationContext context;

    @Autowired
    Collection<ScheduledTaskHolder> scheduled;

    @Value("${spring.task.scheduling.pool.size:1}")
    int schedulerThreads;

    @LocalServerPort
    int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private DriverManagerDataSource writerDataSource;
    private JdbcClient writer;
    private RunLock run;

    @Autowired
    void connectWriter(JdbcConnectionDetails database) {
        writerDataSource = new DriverManagerDataSource(
                database.getJdbcUrl(), String.valueOf(database.getUsername()), String.valueOf(database.getPassword()));
        writer = JdbcClient.create(writerDataSource);
    }

    @BeforeEach
    void startRun() {
        catalog.current();
        run = runs.acquire("full-rebuild", null).orElseThrow();
        heartbeat.register(run);
    }

    @AfterEach
    void endRun() {
        heartbeat.deregister(run);
        runs.release(run);
    }

    @Test
    void staysResponsiveWithAnExhaustedPool() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                taken.add(awaitConnection());
            }
            assertStaysResponsive("by an exhausted pool", Duration.ofSeconds(6));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    // The launch poller and the rescuer read these tables, each every two seconds or less.
    @ParameterizedTest
    @ValueSource(strings = {"batch.launch", "batch.batch_job_execution"})
    void staysResponsiveWithALockedTable(String table) throws SQLException {
        try (Connection lock = writerDataSource.getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            assertStaysResponsive("by a lock on " + table, Duration.ofSeconds(3));
            lock.rollback();
        }
    }

    @Test
    void eachScheduledMethodHasAThread() {
        long methods = scheduled.stream()
                .flatMap(holder -> holder.getScheduledTasks().stream())
                .count();
        assertThat(methods).as("scheduled methods").isEqualTo(schedulerThreads);
    }

    /** Whatever blocks the other background work, changes become visible while it is still blocked. */
    @Test
    void theCatalogueIsRefreshedWhileAllOtherSchedulersAndExecutorsAreBlocked() throws InterruptedException {
        Map<String, Executor> others = new TreeMap<>(context.getBeansOfType(Executor.class));
        assertThat(others.remove(Schedulers.CATALOG_REFRESH)).isNotNull();
        assertThat(others)
                .containsKeys(
                        "taskScheduler",
                        Schedulers.HEARTBEAT,
                        Schedulers.LEASE_RENEWAL,
                        Schedulers.CACHE_MAINTENANCE,
                        Executors.LAUNCHES,
                        Executors.OUTBOX_WORKERS,
                        Executors.EVICTIONS);
        // Its only thread is already occupied.
        others.remove(Executors.REDIS_TIMEOUTS);
        var release = new CountDownLatch(1);
        var blocked = new CountDownLatch(others.values().stream()
                .mapToInt(ResourceStarvationTest::threads)
                .sum());
        try {
            others.values().forEach(executor -> block(executor, blocked, release));
            assertThat(blocked.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("all threads blocked")
                    .isTrue();
            long millis = measureVisibilityDelayMillis();
            System.out.printf(
                    "ResourceStarvationTest: %s blocked, a removal visible after %d ms%n", others.keySet(), millis);
        } finally {
            release.countDown();
        }
    }

    private static void block(Executor executor, CountDownLatch blocked, CountDownLatch release) {
        for (int i = 0; i < threads(executor); i++) {
            executor.execute(() -> {
                blocked.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static int threads(Executor executor) {
        return executor instanceof ThreadPoolTaskScheduler scheduler
                ? scheduler.getScheduledThreadPoolExecutor().getCorePoolSize()
                : ((ThreadPoolTaskExecutor) executor).getCorePoolSize();
    }

    private void assertStaysResponsive(String cause, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        var delays = new ArrayList<Long>();
        do {
            delays.add(measureVisibilityDelayMillis());
            awaitHeartbeat();
            assertThat(getLivenessStatus()).isEqualTo(200);
        } while (System.nanoTime() < end);
        awaitRolloutMeasurement();
        System.out.println("ResourceStarvationTest: starved %s, %d removals visible after at most %d ms"
                .formatted(
                        cause,
                        delays.size(),
                        delays.stream().mapToLong(Long::longValue).max().orElseThrow()));
    }

    private long measureVisibilityDelayMillis() {
        UUID offer = UUID.randomUUID();
        writer.sql(
                        "INSERT INTO exclusive_offer (id, name, start_date, end_date, is_active, eligible_customer_types, net_offer_budget, review_status) VALUES (?, 'x', now() - interval '1 day', now() + interval '1 day', true, '{All}', 1, 'Approved')")
                .param(offer)
                .update();
        awaitUntil(() -> catalog.current().snapshot().offer(offer) != null);
        writer.sql("DELETE FROM exclusive_offer WHERE id = ?").param(offer).update();
        long start = System.nanoTime();
        awaitUntil(() -> catalog.current().snapshot().offer(offer) == null);
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private void awaitHeartbeat() {
        Instant before = lastHeartbeat();
        awaitUntil(() -> lastHeartbeat().isAfter(before));
    }

    /** The rollout's triggers are judged at the end of each slot of five seconds: a path that takes all connections must be noticed. */
    private void awaitRolloutMeasurement() {
        long before = rolloutMeasurements();
        awaitUntil(() -> rolloutMeasurements() > before);
    }

    private long rolloutMeasurements() {
        return writer.sql("SELECT count(*) FROM rollout_measurement")
                .query(Long.class)
                .single();
    }

    private Instant lastHeartbeat() {
        return writer.sql("SELECT heartbeat_at FROM batch.run WHERE token = ?")
                .param(run.token())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private int getLivenessStatus() {
        try {
            var request = HttpRequest.newBuilder(
                            URI.create("http://localhost:%d/actuator/health/liveness".formatted(port)))
                    .timeout(TIMEOUT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException("Liveness request failed", e);
        }
    }

    // Jobs and the poller return their connections and take them again.
    private Connection awaitConnection() {
        return Awaitility.await().atMost(TIMEOUT).ignoreExceptions().until(pool::getConnection, c -> true);
    }

    private static void awaitUntil(Callable<Boolean> met) {
        Awaitility.await().atMost(TIMEOUT).pollInterval(POLL_INTERVAL).until(met);
    }
}
