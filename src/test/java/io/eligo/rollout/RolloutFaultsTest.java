package io.eligo.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.jobs.JobRunner;
import io.eligo.rollout.triggers.TriggerChange;
import io.eligo.rollout.triggers.TriggerMetric;
import io.eligo.rollout.triggers.Triggers;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Each trigger, provoked by a fault under requests over HTTP, on a node that measures and judges in real time with windows of
 * five seconds.
 */
@ApiTest
@Tag("long")
@TestPropertySource(
        properties = {
            "test.database=of-rollout-faults",
            "eligo.roles=api,console,scheduler,worker",
            "eligo.rollout.database-cpu.cpus=1"
        })
class RolloutFaultsTest {
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration LIMIT = WINDOW.multipliedBy(2).plusSeconds(5);
    private static final String OFFERS = "{ offers(first: 5) { edges { node { id } } } }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    RolloutControl control;

    @Autowired
    Triggers triggers;

    @Autowired
    JobRunner jobs;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    // Loaded once: the tests of this class share the database.
    private static final List<UUID> USERS = new CopyOnWriteArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<OtherNodeConnection> connections = new ArrayList<>();
    private volatile boolean stopped;

    @BeforeEach
    void startAnew() {
        if (USERS.isEmpty()) {
            assertThat(jobs.run("demo-data", Map.of("users", "5000", "merchants", "20", "offers", "100"))
                            .isCompleted())
                    .isTrue();
            assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
            USERS.addAll(jdbc.sql("SELECT user_id FROM user_grants")
                    .query(UUID.class)
                    .list());
        }
        rollout.startRollout();
    }

    @AfterEach
    void stop() throws Exception {
        stopped = true;
        connections.forEach(connection -> connection.kill(jdbc));
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        connections.forEach(OtherNodeConnection::close);
        rollout.resetAll();
    }

    @Test
    void aSlowPrecomputedPathTrips() throws Exception {
        watchOnly(TriggerMetric.P95);
        request(this::someUser);
        holdsFor(WINDOW);
        lockRepeatedly("user_grants");
        trips(TriggerMetric.P95);
    }

    @Test
    void aPrecomputedPathThatIsSlowerThanTheOtherTrips() throws Exception {
        watchOnly(TriggerMetric.P95_RELATIVE);
        rollout.set(RolloutChange.toShare(BigDecimal.valueOf(50)));
        request(this::someUser);
        holdsFor(WINDOW);
        lockRepeatedly("user_grants");
        trips(TriggerMetric.P95_RELATIVE);
    }

    @Test
    void aDatabaseThatIsSlowForBothPathsDoesNotTrip() throws Exception {
        watchOnly(TriggerMetric.P95, TriggerMetric.P95_RELATIVE);
        rollout.set(RolloutChange.toShare(BigDecimal.valueOf(50)));
        request(this::someUser);
        lockRepeatedly("user_grants, customer_type");
        holdsFor(WINDOW.multipliedBy(6));
        assertThat(triggers.findAll().get(0).value()).as("p95").isGreaterThan(200);
    }

    @Test
    void failingRequestsTrip() throws Exception {
        watchOnly(TriggerMetric.ERRORS);
        request(this::someUser);
        holdsFor(WINDOW);
        jdbc.sql("ALTER TABLE user_grants RENAME COLUMN offer_nos TO gone").update();
        try {
            trips(TriggerMetric.ERRORS);
        } finally {
            jdbc.sql("ALTER TABLE user_grants RENAME COLUMN gone TO offer_nos").update();
        }
    }

    @Test
    void aColdCacheTrips() throws Exception {
        watchOnly(TriggerMetric.HIT_RATE);
        UUID one = someUser();
        var cold = new boolean[1];
        request(() -> cold[0] ? UUID.randomUUID() : one);
        holdsFor(WINDOW.multipliedBy(2));
        cold[0] = true;
        trips(TriggerMetric.HIT_RATE);
    }

    @Test
    void aLongQueueTrips() throws Exception {
        watchOnly(TriggerMetric.QUEUE);
        holdsFor(WINDOW);
        jdbc.sql("""
                INSERT INTO outbox_event (kind, users, may_revoke, not_before)
                SELECT 'users', ARRAY[gen_random_uuid()], true, now() + interval '1 hour' FROM generate_series(1, 5001)
                """).update();
        try {
            trips(TriggerMetric.QUEUE);
        } finally {
            jdbc.sql("DELETE FROM outbox_event").update();
        }
    }

    @Test
    void aBusyDatabaseTrips() throws Exception {
        watchOnly(TriggerMetric.DATABASE_CPU);
        for (int i = 0; i < 2; i++) {
            OtherNodeConnection busy = connect();
            run(() -> busy.jdbc()
                    .sql("SELECT count(*) FROM generate_series(1, 20000000000)")
                    .query(Long.class)
                    .single());
        }
        trips(TriggerMetric.DATABASE_CPU);
    }

    @Test
    void oneWrongAnswerTrips() throws Exception {
        watchOnly(TriggerMetric.WRONG_ANSWERS);
        holdsFor(WINDOW);
        meters.counter("offers.shadow.comparisons", "outcome", "wrong").increment();
        trips(TriggerMetric.WRONG_ANSWERS);
    }

    /** A user with stored grants, whose copy is seldom in the cache. */
    private UUID someUser() {
        return USERS.get(ThreadLocalRandom.current().nextInt(USERS.size()));
    }

    private void watchOnly(TriggerMetric... watched) {
        for (TriggerMetric metric : TriggerMetric.values()) {
            boolean counts = List.of(watched).contains(metric);
            boolean requests = metric != TriggerMetric.QUEUE && metric != TriggerMetric.DATABASE_CPU;
            triggers.change(
                    metric.word(),
                    new TriggerChange(counts, (int) WINDOW.toSeconds(), requests ? 20 : null, null, null, null));
        }
    }

    private void trips(TriggerMetric metric) throws InterruptedException {
        long fault = System.nanoTime();
        while (control.find().enabled() && System.nanoTime() - fault < LIMIT.toNanos()) {
            Thread.sleep(20);
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - fault);
        assertThat(control.find().changedBy())
                .as("after %s, %s", taken, triggers.findAll())
                .isEqualTo("trigger " + metric.word());
        System.out.printf(
                "%s tripped after %.1f s: %s%n",
                metric.word(),
                taken.toMillis() / 1e3,
                triggers.findTrips(1).get(0).description());
    }

    private void holdsFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            assertThat(control.find().enabled()).as("%s", control.find()).isTrue();
            Thread.sleep(50);
        }
    }

    private void request(Supplier<UUID> users) {
        for (int i = 0; i < 6; i++) {
            run(() -> {
                while (!stopped) {
                    apiClient.execute(users.get(), OFFERS);
                }
            });
        }
    }

    /** Readers of the tables wait 0.2 to 0.5 s. */
    private void lockRepeatedly(String tables) {
        OtherNodeConnection locking = connect();
        var random = new Random(1);
        run(() -> {
            while (!stopped) {
                locking.jdbc()
                        .sql("DO $$ BEGIN LOCK TABLE %s IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(%s); END $$"
                                .formatted(tables, 0.3 + random.nextDouble() * 0.2))
                        .update();
            }
        });
    }

    private OtherNodeConnection connect() {
        var connection = new OtherNodeConnection(database);
        connections.add(connection);
        return connection;
    }

    private void run(Runnable work) {
        threads.submit(work);
    }
}
