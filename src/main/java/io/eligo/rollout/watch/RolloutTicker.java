package io.eligo.rollout.watch;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import io.eligo.platform.connections.ReservedConnections;
import io.eligo.platform.threads.Schedulers;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.measurement.DatabaseCpu;
import io.eligo.rollout.measurement.MeasuredWindow;
import io.eligo.rollout.measurement.MeasurementTable;
import io.eligo.rollout.measurement.MeasurementWriter;
import io.eligo.rollout.schedule.ScheduleRunner;
import io.eligo.rollout.triggers.TriggerGauges;
import io.eligo.rollout.triggers.TriggerJudge;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Runs the periodic work of the rollout on this node, twice a second: measurements, triggers and schedules. Polls the CPU of the
 * database, writes this node's measurements at the end of each slot and, with the role scheduler, judges the triggers and runs the
 * schedule. Windows and steps follow the time of the database, so that the clocks of the nodes do not matter. All of it has a
 * connection of its own: a path that takes all connections of the main pool must be noticed.
 */
@Component
@ConditionalOnRole({Role.API, Role.SCHEDULER})
class RolloutTicker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RolloutTicker.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final long MAX_ANSWER_NANOS = Duration.ofSeconds(1).toNanos();

    private final ReservedConnections reserved;
    private final RolloutControl control;
    private final MeasurementWriter measurements;
    private final DatabaseCpu cpu;
    private final TriggerJudge judge;
    private final ScheduleRunner schedules;
    private final TriggerGauges metrics;
    private final TaskScheduler scheduler;
    private final boolean judges;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable Instant slotEnd;
    private final OutageLog outage =
            new OutageLog(log, "Rollout triggers not judged, retrying: {}", "Rollout triggers judged again after {} s");

    RolloutTicker(
            ReservedConnections reserved,
            RolloutControl control,
            MeasurementWriter measurements,
            DatabaseCpu cpu,
            TriggerJudge judge,
            ScheduleRunner schedules,
            TriggerGauges metrics,
            @Qualifier(Schedulers.ROLLOUT_WATCH) TaskScheduler scheduler,
            Roles roles) {
        this.reserved = reserved;
        this.control = control;
        this.measurements = measurements;
        this.cpu = cpu;
        this.judge = judge;
        this.schedules = schedules;
        this.metrics = metrics;
        this.scheduler = scheduler;
        this.judges = roles.names().contains(Roles.nameOf(Role.SCHEDULER));
    }

    private void tick() {
        try {
            long begin = System.nanoTime();
            reserved.run(() -> {
                Instant now = control.findTime();
                if (System.nanoTime() - begin > MAX_ANSWER_NANOS) {
                    // Such as a restart of the database, after which the pool has connected again.
                    measurements.noteDatabaseFailure();
                }
                runOnce(now);
            });
            outage.recordSuccess();
        } catch (RuntimeException e) {
            measurements.noteDatabaseFailure();
            // The next tick is a retry.
            outage.recordFailure(e);
        }
    }

    private void runOnce(Instant now) {
        if (judges) {
            cpu.poll();
        }
        Instant end = MeasuredWindow.lastEnd(MeasurementTable.SLOT, now);
        if (slotEnd != null && !end.equals(slotEnd)) {
            measurements.write(end, judges);
        }
        slotEnd = end;
        if (judges) {
            judge.runOnce(now);
            schedules.runOnce(now);
            metrics.refresh(end);
        }
    }

    @Override
    public synchronized void start() {
        ticks = scheduler.scheduleWithFixedDelay(this::tick, INTERVAL);
    }

    @Override
    public synchronized void stop() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return ticks != null;
    }
}
