package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.triggers.TriggerChange;
import io.eligo.rollout.triggers.TriggerState;
import io.eligo.rollout.triggers.Trip;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on the triggers that switch the precomputed path off. */
@Controller
class RolloutTriggerOperations {
    private final RolloutActions actions;

    RolloutTriggerOperations(RolloutActions actions) {
        this.actions = actions;
    }

    @MutationMapping
    TriggerState setRolloutTrigger(
            @Argument String trigger,
            @Argument @Nullable Boolean watched,
            @Argument @Nullable Integer window,
            @Argument @Nullable Integer minimumSample,
            @Argument @Nullable Double bound,
            @Argument @Nullable Integer badWindows,
            @Argument @Nullable Integer ofWindows,
            @Argument String reason,
            Authentication caller) {
        TriggerChange change = change(watched, window, minimumSample, bound, badWindows, ofWindows);
        if (change.isEmpty()) {
            throw ClientError.badRequest(
                    "nothing to change; accepted: watched, window, minimumSample, bound, badWindows, ofWindows");
        }
        return actions.setTrigger(caller, trigger, change, reason);
    }

    private static TriggerChange change(
            @Nullable Boolean watched,
            @Nullable Integer window,
            @Nullable Integer minimumSample,
            @Nullable Double bound,
            @Nullable Integer badWindows,
            @Nullable Integer ofWindows) {
        try {
            return new TriggerChange(watched, window, minimumSample, bound, badWindows, ofWindows);
        } catch (InvalidRolloutException e) {
            throw ClientError.badArgument(e.argument(), e.accepted());
        }
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    String name(TriggerState state) {
        return state.trigger().metric().word();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    String description(TriggerState state) {
        return state.trigger().metric().description();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    String unit(TriggerState state) {
        return state.trigger().metric().unit();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    boolean watched(TriggerState state) {
        return state.trigger().watched();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    long window(TriggerState state) {
        return state.trigger().window().toSeconds();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    long minimumSample(TriggerState state) {
        return state.trigger().minimumSample();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    double bound(TriggerState state) {
        return state.trigger().bound();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    int badWindows(TriggerState state) {
        return state.trigger().badWindows();
    }

    @SchemaMapping(typeName = "RolloutTrigger")
    int ofWindows(TriggerState state) {
        return state.trigger().ofWindows();
    }

    @SchemaMapping(typeName = "RolloutTrip")
    String trigger(Trip trip) {
        return trip.metric().word();
    }
}
