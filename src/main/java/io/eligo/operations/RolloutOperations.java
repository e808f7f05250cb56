package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.api.Scopes;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedule;
import io.eligo.rollout.schedule.RolloutSchedules;
import io.eligo.rollout.triggers.TriggerState;
import io.eligo.rollout.triggers.Triggers;
import io.eligo.rollout.triggers.Trip;
import io.eligo.security.Scope;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on the switch between the precomputed path and the query-time resolver. */
@Controller
class RolloutOperations {
    private static final int MAX_TRIPS = 100;

    private final RolloutControl control;
    private final RolloutSchedules schedules;
    private final Triggers triggers;
    private final RolloutActions actions;

    RolloutOperations(RolloutControl control, RolloutSchedules schedules, Triggers triggers, RolloutActions actions) {
        this.control = control;
        this.schedules = schedules;
        this.triggers = triggers;
        this.actions = actions;
    }

    @QueryMapping
    Rollout rollout(Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        return control.find();
    }

    @MutationMapping
    Rollout setRollout(
            @Argument @Nullable Boolean enabled,
            @Argument @Nullable BigDecimal share,
            @Argument @Nullable BigDecimal shadowShare,
            @Argument @Nullable List<String> allow,
            @Argument @Nullable List<String> deny,
            @Argument String reason,
            Authentication caller) {
        return actions.setRollout(
                caller, change(enabled, share, shadowShare, ids("allow", allow), ids("deny", deny)), reason);
    }

    @SchemaMapping(typeName = "Rollout")
    @Nullable
    RolloutSchedule schedule(Rollout rollout) {
        return schedules.findNewest().orElse(null);
    }

    @SchemaMapping(typeName = "Rollout")
    List<TriggerState> triggers(Rollout rollout) {
        return triggers.findAll();
    }

    @SchemaMapping(typeName = "Rollout")
    List<Trip> trips(Rollout rollout, @Argument int first) {
        if (first < 1 || first > MAX_TRIPS) {
            throw ClientError.badArgument("first", "a number from 1 to " + MAX_TRIPS);
        }
        return triggers.findTrips(first);
    }

    @SchemaMapping(typeName = "Rollout")
    List<UUID> allow(Rollout rollout) {
        return sorted(rollout.allowed());
    }

    @SchemaMapping(typeName = "Rollout")
    List<UUID> deny(Rollout rollout) {
        return sorted(rollout.denied());
    }

    private static RolloutChange change(
            @Nullable Boolean enabled,
            @Nullable BigDecimal share,
            @Nullable BigDecimal shadowShare,
            @Nullable List<UUID> allow,
            @Nullable List<UUID> deny) {
        if (enabled == null && share == null && shadowShare == null && allow == null && deny == null) {
            throw ClientError.badRequest("nothing to change; accepted: enabled, share, shadowShare, allow, deny");
        }
        try {
            return new RolloutChange(enabled, share, shadowShare, allow, deny);
        } catch (InvalidRolloutException e) {
            throw ClientError.badArgument(e.argument(), e.accepted());
        }
    }

    private static @Nullable List<UUID> ids(String argument, @Nullable List<String> ids) {
        return ids == null
                ? null
                : ids.stream().map(id -> Ids.parse(argument, id)).toList();
    }

    private static List<UUID> sorted(Set<UUID> ids) {
        return ids.stream().sorted().toList();
    }
}
