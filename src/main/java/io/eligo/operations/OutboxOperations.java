package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxState;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.security.Scope;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** GraphQL operations on the outbox: state, status of a change, retry and discard of parked events. */
@Controller
class OutboxOperations {
    private static final int MAX_SHOWN = 100;

    private final Outbox outbox;
    private final ParkedEvents events;
    private final ChangeStatuses changeStatuses;
    private final OutboxActions actions;

    OutboxOperations(Outbox outbox, ParkedEvents events, ChangeStatuses changeStatuses, OutboxActions actions) {
        this.outbox = outbox;
        this.events = events;
        this.changeStatuses = changeStatuses;
        this.actions = actions;
    }

    record ChangedEvents(List<Long> ids) {}

    @QueryMapping
    OutboxState outbox(Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        return outbox.findState();
    }

    @SchemaMapping
    @Nullable
    Double oldestAge(OutboxState state) {
        return state.oldestAge() == null ? null : state.oldestAge().toMillis() / 1e3;
    }

    @SchemaMapping
    List<ParkedEvent> parkedEvents(OutboxState state, @Argument int first) {
        if (first < 0 || first > MAX_SHOWN) {
            throw ClientError.badArgument(
                    "first", String.format(Locale.ROOT, "must be between 0 and %d, not %d", MAX_SHOWN, first));
        }
        return events.findNewest(first);
    }

    @QueryMapping
    ChangeStatus change(@Argument String token, Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        return changeStatuses.findByToken(ChangeStatuses.parseToken(token));
    }

    @MutationMapping
    ChangedEvents retryParked(@Argument @Nullable List<String> ids, Authentication caller) {
        return new ChangedEvents(actions.retryParked(caller, parseIds(ids)));
    }

    @MutationMapping
    ChangedEvents discardParked(@Argument @Nullable List<String> ids, @Argument String reason, Authentication caller) {
        return new ChangedEvents(actions.discardParked(caller, parseIds(ids), reason));
    }

    private static @Nullable List<Long> parseIds(@Nullable List<String> ids) {
        return ids == null
                ? null
                : ids.stream().map(id -> NumericIds.parse("ids", id)).toList();
    }
}
