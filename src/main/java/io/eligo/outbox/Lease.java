package io.eligo.outbox;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A lease on events: no other run processes them while the lease is renewed.
 *
 * @param eventCount the number of events
 * @param userCount the number of users named by events of users
 * @param databaseEpoch the database epoch in which the lease was granted: {@code database_epoch()}
 */
public record Lease(UUID id, int eventCount, long userCount, String databaseEpoch) {
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
