package io.eligo.rollout.schedule;

import io.eligo.customers.Erasable;
import io.eligo.rollout.AutomaticAuditEntry;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChangeApplied;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedule.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Starts, pauses, resumes and ends schedules. The first step is done by the start itself. All locks are taken in one order: the
 * switch, then the schedule.
 */
@Component
public class RolloutSchedules implements Erasable {
    public static final Duration MIN_STEP_LENGTH = Duration.ofSeconds(10);
    public static final Duration MAX_STEP_LENGTH = Duration.ofDays(30);

    private final ScheduleTable table;
    private final RolloutControl control;
    private final ApplicationEventPublisher events;

    RolloutSchedules(JdbcClient jdbc, RolloutControl control, ApplicationEventPublisher events) {
        this.table = new ScheduleTable(jdbc);
        this.control = control;
        this.events = events;
    }

    /** The active schedule, else the last one; empty if none was ever started. */
    public Optional<RolloutSchedule> findNewest() {
        return table.findNewest();
    }

    /** The share of the next step of an active schedule; empty if there is none. 0 switches off. */
    public Optional<BigDecimal> findNextShare(RolloutSchedule schedule) {
        return schedule.isActive() ? schedule.kind().nextShare(control.find()) : Optional.empty();
    }

    /**
     * Starts a schedule at the first of its steps that is beyond the present share, and does that step.
     *
     * @throws InvalidRolloutException if a schedule is active, no step is left, or the length is out of range
     */
    @Transactional
    public RolloutSchedule start(ScheduleKind kind, Duration stepLength, String startedBy, String reason, Instant now) {
        if (stepLength.compareTo(MIN_STEP_LENGTH) < 0 || stepLength.compareTo(MAX_STEP_LENGTH) > 0) {
            throw new InvalidRolloutException("stepLength", "seconds, from 10 to 2592000");
        }
        Rollout present = control.lock();
        if (table.lockActive().isPresent()) {
            throw new InvalidRolloutException("kind", "a schedule is active: end it first");
        }
        if (kind.nextShare(present).isEmpty()) {
            throw new InvalidRolloutException(
                    "kind",
                    kind == ScheduleKind.FORWARD
                            ? "forward needs a share under 100 %"
                            : "rollback needs a switch that is on and a share above 0 %");
        }
        step(table.insert(kind, stepLength, startedBy, reason, now), present, now);
        return findNewest().orElseThrow();
    }

    /** Does the next step in the caller's transaction, which holds the lock of the switch, and counts it. */
    void step(RolloutSchedule schedule, Rollout present, Instant now) {
        BigDecimal share = schedule.kind().nextShare(present).orElseThrow();
        Instant next = schedule.kind().isLast(share) ? null : now.plus(schedule.stepLength());
        if (!table.countStep(schedule.id(), schedule.steps(), now, next)) {
            throw new IllegalStateException(schedule.name() + " has done step " + schedule.steps() + " already");
        }
        var change = ScheduleKind.changeTo(share);
        String reason = String.format(
                Locale.ROOT, "%s, step %d: %s", schedule.kind().word(), schedule.steps() + 1, schedule.reason());
        control.change(change, RolloutChangeApplied.Cause.SCHEDULE, schedule.name(), reason);
        events.publishEvent(
                new AutomaticAuditEntry(schedule.name(), AutomaticAuditEntry.ROLLOUT, change.describe(), reason));
    }

    /** The next step waits until the schedule is resumed. */
    @Transactional
    public RolloutSchedule pause(Instant now) {
        table.pause(lockActive(State.RUNNING).id(), now);
        return findNewest().orElseThrow();
    }

    /** The next step is due after the time that was left at the pause. */
    @Transactional
    public RolloutSchedule resume(Instant now) {
        table.resume(lockActive(State.PAUSED).id(), now);
        return findNewest().orElseThrow();
    }

    /** Ends the schedule; the switch stays as it is. */
    @Transactional
    public RolloutSchedule end(String endedBy) {
        RolloutSchedule active = table.lockActive()
                .orElseThrow(() -> new InvalidRolloutException("schedule", "there is no active schedule"));
        table.end(active.id(), "ended by " + endedBy);
        return findNewest().orElseThrow();
    }

    private RolloutSchedule lockActive(State state) {
        return table.lockActive()
                .filter(schedule -> schedule.state() == state)
                .orElseThrow(() -> new InvalidRolloutException(
                        "schedule", "there is no " + state.name().toLowerCase(Locale.ROOT) + " schedule"));
    }

    /** A change of the switch by a person or a trigger ends the active schedule, in the same transaction. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void endAfter(RolloutChangeApplied changed) {
        if (changed.cause() == RolloutChangeApplied.Cause.SCHEDULE || !changed.isOfShare()) {
            return;
        }
        table.lockActive().ifPresent(active -> {
            String reason = changed.cause() == RolloutChangeApplied.Cause.TRIGGER
                    ? changed.changedBy() + " switched off"
                    : changed.changedBy() + " changed the switch";
            table.end(active.id(), reason);
            events.publishEvent(new AutomaticAuditEntry(
                    changed.changedBy(), AutomaticAuditEntry.END_SCHEDULE, active.name(), reason));
        });
    }

    @Override
    public int erase(UUID user, String pseudonym) {
        return table.replaceUser(user.toString(), pseudonym);
    }
}
