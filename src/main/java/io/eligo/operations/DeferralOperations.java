package io.eligo.operations;

import io.eligo.api.Ids;
import io.eligo.api.Scopes;
import io.eligo.outbox.EventDeferrals;
import io.eligo.outbox.EventDeferrals.Deferral;
import io.eligo.security.Scope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on deferrals, which hold back the events of a merchant, or all events, during mass edits. */
@Controller
class DeferralOperations {
    private final EventDeferrals eventDeferrals;
    private final OutboxActions actions;

    DeferralOperations(EventDeferrals eventDeferrals, OutboxActions actions) {
        this.eventDeferrals = eventDeferrals;
        this.actions = actions;
    }

    @QueryMapping
    List<Deferral> deferrals(Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        return eventDeferrals.findAll();
    }

    @SchemaMapping(typeName = "Deferral")
    @Nullable
    UUID merchantId(Deferral deferral) {
        return deferral.merchant();
    }

    @MutationMapping
    List<Deferral> deferChanges(@Argument @Nullable String merchantId, @Argument String reason, Authentication caller) {
        actions.defer(caller, merchant(merchantId), reason);
        return eventDeferrals.findAll();
    }

    @MutationMapping
    List<Deferral> endDeferral(@Argument @Nullable String merchantId, Authentication caller) {
        actions.endDeferral(caller, merchant(merchantId));
        return eventDeferrals.findAll();
    }

    private static @Nullable UUID merchant(@Nullable String id) {
        return id == null ? null : Ids.parse("merchantId", id);
    }
}
