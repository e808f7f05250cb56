package io.eligo.rollout.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.feed.ApiTest;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.OtherNodeConnection;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.RolloutFixture;
import io.eligo.rollout.measurement.MeasurementFixture;
import io.eligo.rollout.measurement.MeasurementFixture.Load;
import io.eligo.rollout.measurement.MeasurementTable;
import io.eligo.rollout.schedule.RolloutSchedule.State;
import io.eligo.rollout.triggers.TriggerChange;
import io.eligo.rollout.triggers.TriggerJudge;
import io.eligo.rollout.triggers.Triggers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Schedules over hours that the test's clock passes. */
@ApiTest
class RolloutSchedulesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    @Autowired
    RolloutSchedules schedules;

    @Autowired
    ScheduleRunner runner;

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
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcConnectionDetails database;

    private Instant now;

    @BeforeEach
    void startAnew() {
        rollout.startRollout();
        now = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(WINDOW);
    }

    @AfterEach
    void switchOn() {
        rollout.resetAll();
    }

    @Test
    void forwardGoesStepByStepWhileEveryTriggerIsGood() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        var shares = new ArrayList<>(List.of(share()));
        for (int hour = 1; hour <= 4; hour++) {
            pass(HOUR.minusSeconds(1), good());
            assertThat(share()).as("before the hour has passed").isEqualTo(shares.get(shares.size() - 1));
            pass(Duration.ofSeconds(1), good());
            shares.add(share());
        }
        assertThat(shares).containsExactly("1", "5", "25", "50", "100");
        assertThat(newest().state()).isEqualTo(State.COMPLETED);
        assertThat(newest().steps()).isEqualTo(5);
        assertThat(audited())
                .containsExactly(
                        "schedule 1 rollout on, 1 %",
                        "schedule 1 rollout on, 5 %",
                        "schedule 1 rollout on, 25 %",
                        "schedule 1 rollout on, 50 %",
                        "schedule 1 rollout on, 100 %");
        pass(HOUR.multipliedBy(5), good());
        assertThat(share()).isEqualTo("100");
    }

    @Test
    void rollbackGoesByTimeAlone() {
        start(ScheduleKind.ROLLBACK);
        assertThat(share()).as("half of the users off in the first hour").isEqualTo("50");
        pass(HOUR.minusSeconds(1), null);
        assertThat(share()).isEqualTo("50");
        pass(Duration.ofSeconds(1), null);
        assertThat(share()).as("three quarters off in the second hour").isEqualTo("25");
        pass(HOUR, null);
        assertThat(share()).as("all off in the third hour").isEqualTo("off");
        assertThat(newest().state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aScheduleStartsBeyondThePresentShare() {
        rollout.set(RolloutChange.toShare(new BigDecimal("30")));
        start(ScheduleKind.FORWARD);
        assertThat(share()).isEqualTo("50");
        schedules.end("ops");
        rollout.set(RolloutChange.toShare(new BigDecimal("30")));
        start(ScheduleKind.ROLLBACK);
        assertThat(share()).isEqualTo("25");
    }

    @Test
    void notEnoughDataHoldsAndTheStepFollowsAsSoonAsThereIsEnough() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        pass(HOUR.multipliedBy(3), good().precomputed(99, 5));
        assertThat(share()).isEqualTo("1");
        assertThat(runner.findHolding(newest()).stream()
                        .map(state -> state.trigger().metric().word()))
                .containsExactly("p95", "p95-relative", "errors");
        pass(WINDOW, good());
        assertThat(share()).isEqualTo("5");
    }

    @Test
    void hoursOfOneRequestASecondGoNeitherForwardNorBack() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        for (int minute = 0; minute < 130; minute++) {
            good().precomputed(54, 3_000).errors(6).insert(now.plus(WINDOW));
            now = now.plus(WINDOW);
            judge.runOnce(now.plusSeconds(3));
            runner.runOnce(now.plusSeconds(3));
        }
        assertThat(share()).isEqualTo("1");
        assertThat(newest().steps()).isEqualTo(1);
        assertThat(newest().state()).isEqualTo(State.RUNNING);
        assertThat(triggers.findTrips(1)).isEmpty();
    }

    @Test
    void aTriggerThatCannotBeKnownHoldsUntilItIsLeftOut() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        pass(HOUR.multipliedBy(2), good().cpu(null));
        assertThat(share()).isEqualTo("1");
        triggers.change("database-cpu", new TriggerChange(false, null, null, null, null, null));
        pass(WINDOW, good().cpu(null));
        assertThat(share()).isEqualTo("5");
    }

    @Test
    void aTripEndsTheScheduleAndNothingSwitchesOnAgain() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        pass(HOUR, good());
        pass(WINDOW, good().errors(50));
        assertThat(share()).isEqualTo("off");
        assertThat(newest().state()).isEqualTo(State.ENDED);
        assertThat(newest().endReason()).isEqualTo("trigger errors switched off");
        assertThat(audited()).contains("trigger errors end rollout schedule schedule 1", "trigger errors rollout off");
        pass(HOUR.multipliedBy(3), good());
        assertThat(share()).isEqualTo("off");
    }

    @Test
    void aPausedScheduleEndsAtATripToo() {
        rollout.set(RolloutChange.OFF);
        start(ScheduleKind.FORWARD);
        schedules.pause(now);
        pass(WINDOW.multipliedBy(2), good().errors(50));
        assertThat(newest().state()).isEqualTo(State.ENDED);
    }

    @Test
    void aPersonWhoChangesTheSwitchEndsTheSchedule() {
        start(ScheduleKind.ROLLBACK);
        control.change(new RolloutChange(null, null, null, List.of(), List.of()), "ops-ann", "lists");
        assertThat(newest().state()).as("the lists are not the switch").isEqualTo(State.RUNNING);

        control.change(RolloutChange.toShare(BigDecimal.TEN), "ops-ann", "by hand");
        assertThat(newest().state()).isEqualTo(State.ENDED);
        assertThat(newest().endReason()).isEqualTo("ops-ann changed the switch");
        assertThat(audited()).contains("ops-ann end rollout schedule schedule 1");
        pass(HOUR.multipliedBy(3), good());
        assertThat(share()).isEqualTo("10");
    }

    @Test
    void aPauseKeepsTheTimeThatIsLeft() {
        start(ScheduleKind.ROLLBACK);
        pass(Duration.ofMinutes(20), null);
        schedules.pause(now);
        assertThat(newest().nextStepAt()).isNull();
        pass(HOUR.multipliedBy(9), null);
        assertThat(share()).isEqualTo("50");
        schedules.resume(now);
        assertThat(newest().nextStepAt()).isEqualTo(now.plus(Duration.ofMinutes(40)));
        pass(Duration.ofMinutes(39), null);
        assertThat(share()).isEqualTo("50");
        pass(WINDOW, null);
        assertThat(share()).isEqualTo("25");
    }

    @Test
    void anEndedScheduleLeavesTheSwitchAsItIs() {
        start(ScheduleKind.ROLLBACK);
        schedules.end("ops-ann");
        pass(HOUR.multipliedBy(3), null);
        assertThat(share()).isEqualTo("50");
        assertThat(newest().endReason()).isEqualTo("ended by ops-ann");
    }

    @Test
    void aScheduleThatCannotBeginIsRefused() {
        refused("kind", () -> start(ScheduleKind.FORWARD));
        rollout.set(RolloutChange.OFF);
        refused("kind", () -> start(ScheduleKind.ROLLBACK));
        refused("schedule", () -> schedules.pause(now));
        refused("schedule", () -> schedules.resume(now));
        refused("schedule", () -> schedules.end("ops"));
        start(ScheduleKind.FORWARD);
        refused("kind", () -> start(ScheduleKind.FORWARD));
        refused("schedule", () -> schedules.resume(now));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 9, 2_592_001})
    void anotherStepLengthIsRefused(long seconds) {
        refused(
                "stepLength",
                () -> schedules.start(ScheduleKind.ROLLBACK, Duration.ofSeconds(seconds), "ops", "a test", now));
    }

    @Test
    void manyNodesDoAStepOnce() throws Exception {
        start(ScheduleKind.ROLLBACK);
        Instant due = now.plus(HOUR);
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        try {
            var calls = new ArrayList<Callable<Object>>();
            for (int i = 0; i < 16; i++) {
                calls.add(Executors.callable(() -> runner.runOnce(due)));
            }
            for (Future<Object> call : nodes.invokeAll(calls)) {
                call.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(newest().steps()).isEqualTo(2);
        assertThat(share()).isEqualTo("25");
        assertThat(audited()).hasSize(2);
    }

    /** The other node has counted the step and changed the switch, but has not committed. */
    @Test
    void anotherNodeGoesOnWhenOneIsKilledInTheMiddleOfAStep() throws Exception {
        start(ScheduleKind.ROLLBACK);
        var inTheMiddle = new CountDownLatch(1);
        var isKilled = new CountDownLatch(1);
        ApplicationEventPublisher stopHere = event -> {
            inTheMiddle.countDown();
            awaitUninterruptibly(isKilled);
        };
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (var node = new OtherNodeConnection(database)) {
            RolloutControl itsControl = rollout.ofAnotherNode(node.jdbc(), stopHere);
            var itsRunner = new ScheduleRunner(
                    node.jdbc(),
                    new RolloutSchedules(node.jdbc(), itsControl, stopHere),
                    itsControl,
                    triggers,
                    node.transactions());
            Future<?> step = threads.submit(() -> itsRunner.runOnce(now.plus(HOUR)));
            inTheMiddle.await();
            node.kill(jdbc);
            isKilled.countDown();
            assertThatThrownBy(step::get).hasMessageContaining("connection has been closed");
        } finally {
            threads.shutdown();
        }
        assertThat(share()).isEqualTo("50");
        assertThat(newest().steps()).isEqualTo(1);

        runner.runOnce(now.plus(HOUR));
        assertThat(share()).isEqualTo("25");
        assertThat(newest().steps()).isEqualTo(2);
        runner.runOnce(now.plus(HOUR));
        assertThat(share()).as("no step twice").isEqualTo("25");
        runner.runOnce(now.plus(HOUR.multipliedBy(2)));
        assertThat(share()).isEqualTo("off");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(ScheduleKind kind) {
        schedules.start(kind, HOUR, "ops-ann", "a test", now);
    }

    /** Time passes in the rhythm of the windows, each with this load on one node. */
    private void pass(Duration time, @Nullable Load load) {
        Instant until = now.plus(time);
        for (Instant end = nextWindowEnd(now); !end.isAfter(until); end = nextWindowEnd(end)) {
            // Enough for a verdict: all triggers look at their last window.
            if (load != null && Duration.between(end, until).compareTo(WINDOW.multipliedBy(2)) < 0) {
                load.insert(end);
                judge.runOnce(end.plusSeconds(2));
            }
            runner.runOnce(end);
        }
        now = until;
        runner.runOnce(now);
    }

    private static Instant nextWindowEnd(Instant after) {
        return after.truncatedTo(ChronoUnit.MINUTES).plus(WINDOW);
    }

    private Load good() {
        return new MeasurementFixture(measurements).good();
    }

    private RolloutSchedule newest() {
        return schedules.findNewest().orElseThrow();
    }

    private String share() {
        Rollout state = control.find();
        return state.enabled() ? state.share().stripTrailingZeros().toPlainString() : "off";
    }

    private static void refused(String argument, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(call)
                .extracting(InvalidRolloutException::argument)
                .isEqualTo(argument);
    }

    private List<String> audited() {
        return jdbc.sql("SELECT concat_ws(' ', operator, action, target) FROM operator_action ORDER BY id")
                .query(String.class)
                .list();
    }
}
