package io.eligo.console;

import io.eligo.grants.Grants;
import io.eligo.graphql.Refused;
import io.eligo.graphql.Scopes;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxState;
import io.eligo.outbox.ParkedEvent;
import io.eligo.outbox.ParkedEvents;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The queue, seen and put right. */
@Controller
class OutboxOperations {
    private static final String READ = "ops:read";
    private static final String WRITE = "ops:write";
    private static final int MOST_SHOWN = 100;

    private final Outbox outbox;
    private final ParkedEvents events;
    private final Grants grants;
    private final TransactionTemplate transaction;

    OutboxOperations(Outbox outbox, ParkedEvents events, Grants grants, PlatformTransactionManager transactions) {
        this.outbox = outbox;
        this.events = events;
        this.grants = grants;
        this.transaction = new TransactionTemplate(transactions);
    }

    record Changed(List<Long> ids) {}

    @QueryMapping
    OutboxState outbox(Authentication caller) {
        Scopes.require(caller, READ);
        return outbox.state();
    }

    @SchemaMapping
    @Nullable
    Double oldestAge(OutboxState state) {
        return state.oldestAge() == null ? null : state.oldestAge().toMillis() / 1e3;
    }

    @SchemaMapping
    List<ParkedEvent> parkedEvents(OutboxState state, @Argument int first) {
        if (first < 0 || first > MOST_SHOWN) {
            throw Refused.badArgument("first", "must be between 0 and %d, not %d".formatted(MOST_SHOWN, first));
        }
        return events.newest(first);
    }

    @MutationMapping
    Changed retryParked(@Argument @Nullable List<String> ids, Authentication caller) {
        return parked(caller, ids, events::retry);
    }

    @MutationMapping
    Changed discardParked(@Argument @Nullable List<String> ids, Authentication caller) {
        return parked(caller, ids, those -> transaction.execute(status -> discard(those)));
    }

    // What they name stays as it is; but readers may have copied what users without a row had in between.
    private List<Long> discard(List<Long> ids) {
        List<ParkedEvent> discarded = events.discard(ids);
        grants.evict(discarded.stream().flatMap(event -> event.users().stream()).toList());
        return discarded.stream().map(ParkedEvent::id).toList();
    }

    private Changed parked(Authentication caller, @Nullable List<String> ids, Function<List<Long>, List<Long>> deed) {
        Scopes.require(caller, WRITE);
        List<Long> those = ids == null
                ? events.newest(Integer.MAX_VALUE).stream().map(ParkedEvent::id).toList()
                : ids.stream().map(OutboxOperations::id).toList();
        return new Changed(deed.apply(those));
    }

    private static Long id(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw Refused.badArgument("ids", "'%s' is no id of an event".formatted(text));
        }
    }
}
