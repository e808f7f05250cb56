package io.eligo.operations;

import io.eligo.grants.Grants;
import io.eligo.jobs.JobRefused;
import io.eligo.outbox.EventDeferrals;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Actions of operators on deferrals and parked events, for the console and for GraphQL; audited as {@link AuditedActions} says. */
@Component
public class OutboxActions {
    private final AuditedActions audited;
    private final EventDeferrals eventDeferrals;
    private final ParkedEvents parked;
    private final Grants grants;

    OutboxActions(AuditedActions audited, EventDeferrals eventDeferrals, ParkedEvents parked, Grants grants) {
        this.audited = audited;
        this.eventDeferrals = eventDeferrals;
        this.parked = parked;
        this.grants = grants;
    }

    /** @param merchant the merchant whose events are deferred; null for all events */
    public void defer(Authentication operator, @Nullable UUID merchant, String reason) {
        String why = AuditedActions.requireReason(reason);
        audited.run(
                operator,
                "defer changes",
                describeMerchant(merchant),
                why,
                () -> eventDeferrals.begin(merchant, operator.getName(), why));
    }

    /** Ends a deferral; the deferred events can be leased from now on. */
    public void endDeferral(Authentication operator, @Nullable UUID merchant) {
        audited.run(operator, "end deferral", describeMerchant(merchant), null, () -> {
            if (!eventDeferrals.end(merchant, operator.getName())) {
                throw new JobRefused(
                        String.format(Locale.ROOT, "changes of %s are not deferred", describeMerchant(merchant)));
            }
        });
    }

    /** @param ids ids of parked events; null for all */
    public List<Long> retryParked(Authentication operator, @Nullable List<Long> ids) {
        return audited.run(operator, "retry parked", describeEvents(ids), null, () -> parked.retry(orAllParked(ids)));
    }

    /** @param ids ids of parked events; null for all */
    public List<Long> discardParked(Authentication operator, @Nullable List<Long> ids, String reason) {
        return audited.run(
                operator,
                "discard parked",
                describeEvents(ids),
                AuditedActions.requireReason(reason),
                () -> discard(orAllParked(ids)));
    }

    // Stored grants stay unchanged, but the cache may hold grants that were computed for users without a row in
    // the meantime.
    private List<Long> discard(List<Long> ids) {
        List<ParkedEvent> discarded = parked.discard(ids);
        grants.evict(discarded.stream().flatMap(event -> event.users().stream()).toList());
        return discarded.stream().map(ParkedEvent::id).toList();
    }

    private List<Long> orAllParked(@Nullable List<Long> ids) {
        return ids == null
                ? parked.findNewest(Integer.MAX_VALUE).stream()
                        .map(ParkedEvent::id)
                        .toList()
                : ids;
    }

    private static String describeMerchant(@Nullable UUID merchant) {
        return merchant == null ? "all merchants" : "merchant " + merchant;
    }

    private static String describeEvents(@Nullable List<Long> ids) {
        return ids == null ? "all events" : "events " + ids;
    }
}
