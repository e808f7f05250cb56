package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.schedule.RolloutSchedule;
import io.eligo.rollout.schedule.RolloutSchedules;
import io.eligo.rollout.schedule.ScheduleKind;
import io.eligo.rollout.schedule.ScheduleRunner;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on the schedules of the switch. */
@Controller
class RolloutScheduleOperations {
    private final RolloutSchedules schedules;
    private final ScheduleRunner runner;
    private final RolloutActions actions;

    RolloutScheduleOperations(RolloutSchedules schedules, ScheduleRunner runner, RolloutActions actions) {
        this.schedules = schedules;
        this.runner = runner;
        this.actions = actions;
    }

    @MutationMapping
    RolloutSchedule startRolloutSchedule(
            @Argument String kind, @Argument int stepLength, @Argument String reason, Authentication caller) {
        try {
            return actions.startSchedule(caller, ScheduleKind.parse(kind), Duration.ofSeconds(stepLength), reason);
        } catch (InvalidRolloutException e) {
            throw ClientError.badArgument(e.argument(), e.accepted());
        }
    }

    @MutationMapping
    RolloutSchedule pauseRolloutSchedule(@Argument String reason, Authentication caller) {
        return actions.pauseSchedule(caller, reason);
    }

    @MutationMapping
    RolloutSchedule resumeRolloutSchedule(@Argument String reason, Authentication caller) {
        return actions.resumeSchedule(caller, reason);
    }

    @MutationMapping
    RolloutSchedule endRolloutSchedule(@Argument String reason, Authentication caller) {
        return actions.endSchedule(caller, reason);
    }

    @SchemaMapping(typeName = "RolloutSchedule")
    long stepLength(RolloutSchedule schedule) {
        return schedule.stepLength().toSeconds();
    }

    @SchemaMapping(typeName = "RolloutSchedule")
    @Nullable
    BigDecimal nextShare(RolloutSchedule schedule) {
        return schedules.findNextShare(schedule).orElse(null);
    }

    @SchemaMapping(typeName = "RolloutSchedule")
    List<String> holding(RolloutSchedule schedule) {
        return runner.findHolding(schedule).stream()
                .map(state -> state.trigger().metric().word())
                .toList();
    }
}
