package io.eligo.rollout.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that an operator started.
 *
 * @param steps number of steps done
 * @param stepLength the shortest time between two steps
 * @param lastStepAt when the last step was done
 * @param nextStepAt when the next step is due; null unless it runs
 * @param endReason why it ended; null while it runs or is paused
 */
public record RolloutSchedule(
        long id,
        ScheduleKind kind,
        State state,
        int steps,
        Duration stepLength,
        Instant startedAt,
        String startedBy,
        String reason,
        Instant lastStepAt,
        @Nullable Instant nextStepAt,
        @Nullable Instant endedAt,
        @Nullable String endReason) {
    /** Running and paused schedules are active; at most one is. */
    public enum State {
        RUNNING,
        PAUSED,
        /** All steps are done. */
        COMPLETED,
        /** Ended before its last step: by an operator, a trigger, or a change of the switch. */
        ENDED
    }

    public boolean isActive() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    /** The name by which it changes the switch, such as {@code schedule 7}. */
    public String name() {
        return "schedule " + id;
    }
}
