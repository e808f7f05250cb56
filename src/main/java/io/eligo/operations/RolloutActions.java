package io.eligo.operations;

import io.eligo.rollout.AutomaticAuditEntry;
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

/** Actions of operators on the triggers and schedules of the rollout; audited as {@link OperatorActions} are. */
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

    private final OperatorActions actions;
    private final Triggers triggers;
    private final RolloutSchedules schedules;
    private final RolloutControl control;

    RolloutActions(OperatorActions actions, Triggers triggers, RolloutSchedules schedules, RolloutControl control) {
        this.actions = actions;
        this.triggers = triggers;
        this.schedules = schedules;
        this.control = control;
    }

    /** Changes the settings of a trigger that switches the precomputed path off. */
    public TriggerState setTrigger(Authentication who, String trigger, TriggerChange change, String reason) {
        return actions.runAudited(
                who,
                SET_TRIGGER,
                trigger + ": " + change.describe(),
                OperatorActions.requireReason(reason),
                () -> triggers.change(trigger, change));
    }

    /** Starts a schedule of the switch, and does its first step. */
    public RolloutSchedule startSchedule(Authentication who, ScheduleKind kind, Duration stepLength, String reason) {
        String why = OperatorActions.requireReason(reason);
        return actions.runAudited(
                who,
                START_SCHEDULE,
                kind.word() + ", a step every " + stepLength,
                why,
                () -> schedules.start(kind, stepLength, who.getName(), why, control.findTime()));
    }

    public RolloutSchedule pauseSchedule(Authentication who, String reason) {
        return actions.runAudited(
                who,
                PAUSE_SCHEDULE,
                describeSchedule(),
                OperatorActions.requireReason(reason),
                () -> schedules.pause(control.findTime()));
    }

    public RolloutSchedule resumeSchedule(Authentication who, String reason) {
        return actions.runAudited(
                who,
                RESUME_SCHEDULE,
                describeSchedule(),
                OperatorActions.requireReason(reason),
                () -> schedules.resume(control.findTime()));
    }

    /** Ends the schedule before its last step; the switch stays as it is. */
    public RolloutSchedule endSchedule(Authentication who, String reason) {
        return actions.runAudited(
                who,
                AutomaticAuditEntry.END_SCHEDULE,
                describeSchedule(),
                OperatorActions.requireReason(reason),
                () -> schedules.end(who.getName()));
    }

    private String describeSchedule() {
        return schedules.findNewest().map(RolloutSchedule::name).orElse("no schedule");
    }
}
