package io.eligo.operations;

import io.eligo.rollout.AutomaticAuditEntry;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedule;
import io.eligo.rollout.schedule.RolloutSchedules;
import io.eligo.rollout.schedule.ScheduleKind;
import io.eligo.rollout.triggers.TriggerChange;
import io.eligo.rollout.triggers.TriggerState;
import io.eligo.rollout.triggers.Triggers;
import java.time.Duration;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Actions of operators on the switch, its triggers and schedules; audited as {@link AuditedActions} says. */
@Component
public class RolloutActions {
    private static final String SET_TRIGGER = "set rollout trigger";
    private static final String START_SCHEDULE = "start rollout schedule";
    private static final String PAUSE_SCHEDULE = "pause rollout schedule";
    private static final String RESUME_SCHEDULE = "resume rollout schedule";

    /** All actions on the switch, its triggers and schedules, in the audit. */
    public static final List<String> NAMES = List.of(
            AutomaticAuditEntry.ROLLOUT,
            SET_TRIGGER,
            START_SCHEDULE,
            PAUSE_SCHEDULE,
            RESUME_SCHEDULE,
            AutomaticAuditEntry.END_SCHEDULE);

    private final AuditedActions audited;
    private final Triggers triggers;
    private final RolloutSchedules schedules;
    private final RolloutControl control;

    RolloutActions(AuditedActions audited, Triggers triggers, RolloutSchedules schedules, RolloutControl control) {
        this.audited = audited;
        this.triggers = triggers;
        this.schedules = schedules;
        this.control = control;
    }

    /** Changes the switch between the precomputed path and the query-time resolver. */
    public Rollout setRollout(Authentication who, RolloutChange change, String reason) {
        String why = AuditedActions.requireReason(reason);
        return audited.run(
                who,
                AutomaticAuditEntry.ROLLOUT,
                change.describe(),
                why,
                () -> control.change(change, who.getName(), why));
    }

    /** Changes the settings of a trigger that switches the precomputed path off. */
    public TriggerState setTrigger(Authentication who, String trigger, TriggerChange change, String reason) {
        return audited.run(
                who,
                SET_TRIGGER,
                trigger + ": " + change.describe(),
                AuditedActions.requireReason(reason),
                () -> triggers.change(trigger, change));
    }

    /** Starts a schedule of the switch, and does its first step. */
    public RolloutSchedule startSchedule(Authentication who, ScheduleKind kind, Duration stepLength, String reason) {
        String why = AuditedActions.requireReason(reason);
        return audited.run(
                who,
                START_SCHEDULE,
                kind.word() + ", a step every " + stepLength,
                why,
                () -> schedules.start(kind, stepLength, who.getName(), why, control.findTime()));
    }

    public RolloutSchedule pauseSchedule(Authentication who, String reason) {
        return audited.run(
                who,
                PAUSE_SCHEDULE,
                describeSchedule(),
                AuditedActions.requireReason(reason),
                () -> schedules.pause(control.findTime()));
    }

    public RolloutSchedule resumeSchedule(Authentication who, String reason) {
        return audited.run(
                who,
                RESUME_SCHEDULE,
                describeSchedule(),
                AuditedActions.requireReason(reason),
                () -> schedules.resume(control.findTime()));
    }

    /** Ends the schedule before its last step; the switch stays as it is. */
    public RolloutSchedule endSchedule(Authentication who, String reason) {
        return audited.run(
                who,
                AutomaticAuditEntry.END_SCHEDULE,
                describeSchedule(),
                AuditedActions.requireReason(reason),
                () -> schedules.end(who.getName()));
    }

    private String describeSchedule() {
        return schedules.findNewest().map(RolloutSchedule::name).orElse("no schedule");
    }
}
