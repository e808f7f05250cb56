package io.eligo.rollout.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eligo.feed.ApiTest;
import io.eligo.rollout.OtherNodeConnection;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.RolloutFixture;
import io.eligo.rollout.measurement.MeasuredCount;
import io.eligo.rollout.measurement.MeasuredWindow;
import io.eligo.rollout.measurement.MeasurementFixture;
import io.eligo.rollout.measurement.MeasurementFixture.Load;
import io.eligo.rollout.measurement.MeasurementTable;
import io.eligo.rollout.measurement.MeasurementWriter;
import io.eligo.rollout.measurement.PathMeasurements;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The judge over windows that the test's clock ends. */
@ApiTest
class TriggerJudgeTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    @Autowired
    TriggerJudge judge;

    @Autowired
    Triggers triggers;

    @Autowired
    RolloutControl control;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    MeasurementTable measurements;

    @Autowired
    MeasurementWriter writer;

    @Autowired
    PathMeasurements paths;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcConnectionDetails database;

    /** End of the first window that begins after the switch was set. */
    private Instant first;

    @BeforeEach
    void startAnew() {
        rollout.startRollout();
        first = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(WINDOW.multipliedBy(2));
    }

    @AfterEach
    void switchOn() {
        rollout.resetAll();
    }

    @ParameterizedTest
    @EnumSource(TriggerMetric.class)
    void eachTriggerSwitchesOffWithinSecondsAfterTheEndOfABadWindow(TriggerMetric metric) {
        load().insert(first.minusSeconds(30));
        judge.runOnce(first.plusSeconds(2));
        assertThat(control.find().enabled()).isTrue();

        Instant end = first.plus(WINDOW);
        bad(metric).insert(end.minusSeconds(30), "one");
        bad(metric).insert(end.minusSeconds(30), "two");
        judge.runOnce(end.plusMillis(1_999));
        assertThat(control.find().enabled()).as("the nodes may still write").isTrue();
        judge.runOnce(end.plusSeconds(2));

        Rollout off = control.find();
        assertThat(off.enabled()).isFalse();
        assertThat(off.changedBy()).isEqualTo("trigger " + metric.word());
        assertThat(triggers.findTrips(10)).singleElement().satisfies(trip -> {
            assertThat(trip.metric()).isEqualTo(metric);
            assertThat(trip.at()).isBefore(end.plusSeconds(5));
            assertThat(trip.description()).startsWith(metric.description()).contains("in 1 of 1 windows of 60 s");
            assertThat(off.reason()).isEqualTo(trip.description());
        });
        assertThat(audited()).containsExactly("trigger " + metric.word() + " rollout off " + off.reason());
    }

    @Test
    void anHourOfOneRequestASecondNeitherSwitchesOffNorIsGood() {
        paths.recordAnswer(ResolverPath.PRECOMPUTED, 1);
        writer.write(first.minus(WINDOW), false);
        for (int minute = 0; minute < 60; minute++) {
            Instant end = first.plus(WINDOW.multipliedBy(minute));
            for (int second = 0; second < 60; second++) {
                if (second % 10 == 0) {
                    paths.recordError(ResolverPath.PRECOMPUTED);
                } else {
                    paths.recordAnswer(ResolverPath.PRECOMPUTED, TimeUnit.SECONDS.toNanos(3));
                }
            }
            writer.write(end, true);
            judge.runOnce(end.plusSeconds(3));
            assertThat(state(TriggerMetric.P95).verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
            assertThat(state(TriggerMetric.P95).missing()).isEqualTo(46);
            assertThat(state(TriggerMetric.ERRORS).missing()).isEqualTo(40);
        }
        assertThat(jdbc.sql("SELECT count(*) FROM rollout_window WHERE name = 'p95'")
                        .query(Long.class)
                        .single())
                .isEqualTo(60);
        assertThat(control.find().enabled()).isTrue();
        assertThat(triggers.findTrips(10)).isEmpty();
    }

    @Test
    void aDatabaseThatIsSlowForBothPathsSwitchesNothingOff() {
        rollout.set(RolloutChange.toShare(BigDecimal.valueOf(50)));
        for (int i = 0; i < 5; i++) {
            Instant end = first.plus(WINDOW.multipliedBy(i));
            load().precomputed(500, 2_000).queryTime(500, 2_000).insert(end);
            judge.runOnce(end.plusSeconds(2));
        }
        assertThat(control.find().enabled()).isTrue();
        assertThat(state(TriggerMetric.P95).note()).contains("the cause is common to both");
        assertThat(state(TriggerMetric.P95).verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
    }

    @Test
    void theRequestsOfAllNodesCountTogether() {
        for (String node : List.of("one", "two", "three", "four")) {
            load().precomputed(25, 900).queryTime(0, 0).insert(first.minusSeconds(5), node);
        }
        judge.runOnce(first.plusSeconds(2));
        assertThat(triggers.findTrips(1)).singleElement().satisfies(trip -> {
            assertThat(trip.sample()).isEqualTo(100);
            assertThat(trip.value()).isBetween(900.0, 909.0);
        });
    }

    @Test
    void theQueueMustBeLongDuringTheWholeWindow() {
        load().queue(90_000).insert(first.minusSeconds(40));
        load().queue(5_000).insert(first.minusSeconds(35));
        load().queue(90_000).insert(first.minusSeconds(30));
        judge.runOnce(first.plusSeconds(2));
        assertThat(control.find().enabled()).isTrue();
        assertThat(state(TriggerMetric.QUEUE).value()).isEqualTo(5_000);
    }

    @Test
    void twoOfThreeBadWindowsAreNeededIfSet() {
        triggers.change("p95", new TriggerChange(null, null, null, null, 2, 3));
        end(1, slow());
        end(2, load());
        assertThat(state(TriggerMetric.P95).verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        end(3, load());
        end(4, slow());
        assertThat(control.find().enabled()).as("the first is the fourth last").isTrue();
        end(5, slow());
        assertThat(control.find().enabled()).isFalse();
        assertThat(triggers.findTrips(1).get(0).description()).contains("in 2 of 3 windows");
    }

    @Test
    void aTriggerThatIsLeftOutSwitchesNothingOffButIsShown() {
        triggers.change("queue", new TriggerChange(false, null, null, null, null, null));
        end(1, load().queue(90_000));
        assertThat(control.find().enabled()).isTrue();
        assertThat(state(TriggerMetric.QUEUE).verdict()).isEqualTo(Verdict.BAD);
    }

    @Test
    void afterATripOnlyAPersonSwitchesOnAndTheOldWindowsDoNotCount() {
        end(1, slow());
        assertThat(control.find().enabled()).isFalse();
        for (int i = 2; i < 10; i++) {
            end(i, load().precomputed(0, 0));
        }
        assertThat(control.find().enabled())
                .as("good windows switch nothing on")
                .isFalse();
        assertThat(triggers.findTrips(10)).hasSize(1);

        // As if the person came after these windows.
        rollout.set(RolloutChange.ON);
        jdbc.sql("UPDATE rollout SET on_since = ?")
                .param(Timestamp.from(endOf(9).plusSeconds(10)))
                .update();
        end(10, slow());
        assertThat(control.find().enabled())
                .as("the window began before the person came")
                .isTrue();
        assertThat(state(TriggerMetric.P95).note()).isEqualTo("no window has ended yet");
        end(11, slow());
        assertThat(control.find().enabled()).isFalse();
    }

    /** The first step of a rollout: allowed users and a share of 0. */
    @Test
    void aChangeWhileOnlyAllowedUsersAreOnStartsNoNewWatch() {
        jdbc.sql("INSERT INTO rollout_user (user_id, precomputed) VALUES (gen_random_uuid(), true)")
                .update();
        rollout.set(RolloutChange.toShare(BigDecimal.ZERO));
        Instant since = control.findOnSince();

        rollout.set(new RolloutChange(null, null, BigDecimal.TEN, null, null));
        rollout.set(RolloutChange.toShare(BigDecimal.ONE));

        assertThat(control.findOnSince()).isEqualTo(since);
    }

    @Test
    void itGoesOnWatchingAtAHundredPercent() {
        for (int i = 1; i <= 20; i++) {
            end(i, load().queryTime(0, 0));
        }
        assertThat(control.find().share()).isEqualByComparingTo("100");
        end(21, load().queryTime(0, 0).errors(50));
        assertThat(control.find().enabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 3_600, 86_400 * 365})
    void aClockThatWasAheadForAMomentDoesNotStopTheJudge(long seconds) {
        judge.runOnce(first.plusSeconds(2 + seconds));
        slow().insert(endOf(1).minusSeconds(5));
        // A window that is judged once more has its row already.
        judge.runOnce(endOf(1).plusSeconds(2));
        assertThat(control.find().enabled()).isFalse();
        assertThat(state(TriggerMetric.P95).verdict()).isEqualTo(Verdict.BAD);
    }

    @Test
    void whatCouldNotBeWrittenCountsInTheNextSlotButTheErrorsOfAnOutageDoNot() {
        writer.write(first.minus(WINDOW), false);
        meters.counter("offers.shadow.comparisons", "outcome", "wrong").increment();
        paths.recordError(ResolverPath.PRECOMPUTED);
        paths.recordAnswer(ResolverPath.PRECOMPUTED, TimeUnit.MILLISECONDS.toNanos(7));
        jdbc.sql("ALTER TABLE rollout_measurement RENAME TO gone").update();
        try {
            assertThatThrownBy(() -> writer.write(endOf(1).minusSeconds(10), false))
                    .hasMessageContaining("rollout_measurement");
        } finally {
            jdbc.sql("ALTER TABLE gone RENAME TO rollout_measurement").update();
        }
        writer.write(endOf(1).minusSeconds(5), false);
        MeasuredWindow window = measurements.findWindow(endOf(0), endOf(1));
        assertThat(window.count(MeasuredCount.WRONG_ANSWERS)).isEqualTo(1);
        assertThat(window.precomputed().count()).isEqualTo(1);
        assertThat(window.count(MeasuredCount.PRECOMPUTED_ERRORS)).isZero();

        paths.recordError(ResolverPath.PRECOMPUTED);
        writer.write(endOf(2).minusSeconds(5), false);
        assertThat(measurements.findWindow(endOf(1), endOf(2)).count(MeasuredCount.PRECOMPUTED_ERRORS))
                .as("after the outage")
                .isEqualTo(1);
    }

    @Test
    void usersThatAStepAddsHaveNoCopiesInTheCacheYetAndDoNotTrip() {
        rollout.set(RolloutChange.toShare(BigDecimal.ONE));
        rollout.set(RolloutChange.toShare(BigDecimal.TEN));
        for (int i = 1; i <= 9; i++) {
            end(i, load().cache(20, 200));
            assertThat(control.find().enabled()).as("minute %d", i).isTrue();
            assertThat(state(TriggerMetric.HIT_RATE).verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
            assertThat(state(TriggerMetric.HIT_RATE).note()).contains("users were added lately");
        }
        // Fewer users.
        rollout.set(RolloutChange.toShare(BigDecimal.ONE));
        end(14, load().cache(20, 200));
        assertThat(control.find().changedBy()).isEqualTo("trigger hit-rate");
    }

    @Test
    void anOutageOfRedisIsNoLowHitRate() {
        writer.write(first.minus(WINDOW), false);
        meters.counter("offers.cache.requests", "result", "error").increment(1_000);
        writer.write(endOf(1).minusSeconds(5), false);
        judge.runOnce(endOf(1).plusSeconds(2));
        assertThat(state(TriggerMetric.HIT_RATE).note()).isEqualTo("100 reads missing");
    }

    @ParameterizedTest
    @EnumSource(TriggerMetric.class)
    void nothingTripsBeforeTheSwitchIsFirstSet(TriggerMetric metric) {
        rollout.resetAll();
        for (int i = 1; i <= 3; i++) {
            bad(metric).insert(endOf(i).minusSeconds(30), "one");
            bad(metric).insert(endOf(i).minusSeconds(30), "two");
            judge.runOnce(endOf(i).plusSeconds(2));
        }
        assertThat(control.find().enabled()).isTrue();
        assertThat(state(metric).verdict()).isEqualTo(Verdict.NOT_ENOUGH_DATA);
        assertThat(state(metric).note()).isEqualTo("the switch has not been set yet; windows count from then on");
    }

    @Test
    void switchedOffNothingTripsAgain() {
        rollout.set(RolloutChange.OFF);
        end(1, load().queue(90_000).cpu(0.99));
        assertThat(triggers.findTrips(1)).isEmpty();
        assertThat(control.find().changedBy()).isEqualTo("test");
        assertThat(state(TriggerMetric.QUEUE).verdict()).as("is shown").isEqualTo(Verdict.BAD);
    }

    @Test
    void manyNodesJudgeAWindowOnce() throws Exception {
        slow().insert(endOf(1).minusSeconds(5));
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        try {
            var calls = new ArrayList<Callable<Object>>();
            for (int i = 0; i < 16; i++) {
                calls.add(Executors.callable(() -> judge.runOnce(endOf(1).plusSeconds(2))));
            }
            for (Future<Object> call : nodes.invokeAll(calls)) {
                call.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(triggers.findTrips(10)).hasSize(1);
        assertThat(audited()).hasSize(1);
        assertThat(jdbc.sql("SELECT count(*) FROM rollout_window")
                        .query(Long.class)
                        .single())
                .isEqualTo(TriggerMetric.values().length);
    }

    @Test
    void aNodeThatIsKilledWhileItJudgesLeavesTheWindowToAnother() throws Exception {
        slow().insert(endOf(1).minusSeconds(5));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (var node = new OtherNodeConnection(database)) {
            var killed = new TriggerJudge(
                    node.jdbc(),
                    measurements,
                    rollout.ofAnotherNode(node.jdbc(), event -> {}),
                    event -> {},
                    node.transactions());
            // The switch is locked, so the other node stops after it has judged and before it switches off.
            Future<?> judging = new TransactionTemplate(transactions).execute(status -> {
                control.lock();
                Future<?> running = threads.submit(() -> killed.runOnce(endOf(1).plusSeconds(2)));
                await().until(() -> node.isWaitingForLock(jdbc));
                node.kill(jdbc);
                return running;
            });
            assertThatThrownBy(judging::get).hasMessageContaining("connection has been closed");
        } finally {
            threads.shutdown();
        }
        assertThat(jdbc.sql("SELECT count(*) FROM rollout_window")
                        .query(Long.class)
                        .single())
                .isZero();

        judge.runOnce(endOf(1).plusSeconds(4));
        assertThat(control.find().enabled()).isFalse();
        assertThat(triggers.findTrips(10)).hasSize(1);
    }

    private void end(int window, Load load) {
        load.insert(endOf(window).minusSeconds(5));
        judge.runOnce(endOf(window).plusSeconds(2));
    }

    private Instant endOf(int window) {
        return first.plus(WINDOW.multipliedBy(window - 1));
    }

    private Load slow() {
        return load().precomputed(200, 900).queryTime(0, 0);
    }

    private Load load() {
        return new MeasurementFixture(measurements).good();
    }

    private Load bad(TriggerMetric metric) {
        return switch (metric) {
            case P95 -> load().precomputed(200, 300).queryTime(0, 0);
            case P95_RELATIVE -> load().precomputed(200, 150).queryTime(200, 50);
            case ERRORS -> load().errors(5);
            case HIT_RATE -> load().cache(90, 200);
            case QUEUE -> load().queue(5_001);
            case DATABASE_CPU -> load().cpu(0.85);
            case WRONG_ANSWERS -> load().shadow(200, 1);
        };
    }

    private TriggerState state(TriggerMetric metric) {
        return triggers.findAll().stream()
                .filter(state -> state.trigger().metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    private List<String> audited() {
        return jdbc.sql("SELECT concat_ws(' ', operator, action, target, reason) FROM operator_action ORDER BY id")
                .query(String.class)
                .list();
    }
}
