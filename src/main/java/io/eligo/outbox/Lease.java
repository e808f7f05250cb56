package io.eligo.outbox;

import io.eligo.tracing.TracedEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease on events: no other run processes them while the lease is renewed.
 *
 * @param eventCount the number of events
 * @param userCount the number of users named by events of users
 * @param databaseEpoch the database epoch in which the lease was granted: {@code database_epoch()}
 * @param traces the traces of the events' writers, the first {@link io.eligo.tracing.Spans#MAX_TRACES}
 */
public record Lease(UUID id, int eventCount, long userCount, String databaseEpoch, List<TracedEvent> traces) {
    public Lease {
        traces = List.copyOf(traces);
    }

    /**
     * An event of users.
     *
     * @param lease the lease under which it was read; null if the event was only inspected
     * @param attempts how often it has failed
     * @param users the users it named when it was read
     */
    public record UserEvent(@Nullable UUID lease, long eventId, int attempts, List<UUID> users) {
        public UserEvent {
            users = List.copyOf(users);
        }
    }

    /** A merchant and the numbers of those of its offers that were changed, added or removed. */
    public record ChangedMerchant(UUID merchant, List<Integer> offerNos) {
        public ChangedMerchant {
            offerNos = List.copyOf(offerNos);
        }
    }
}
