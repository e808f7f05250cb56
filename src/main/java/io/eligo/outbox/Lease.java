package io.eligo.outbox;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that nobody else works off as long as the lease is renewed.
 *
 * @param eventCount how many
 * @param userCount of events of users, how many they name
 * @param databaseEpoch in which life of the database it was granted: {@code database_life()}
 */
public record Lease(UUID id, int eventCount, long userCount, String databaseEpoch) {
    /**
     * An event of users.
     *
     * @param lease under which it was read; null where the event was only looked at
     * @param attempts how often it has failed before
     * @param userCount whom it named then
     */
    public record UserEvent(@Nullable UUID lease, long eventId, int attempts, List<UUID> users) {
        public UserEvent {
            users = List.copyOf(users);
        }
    }

    /** A merchant some of whose offers have changed, come, or gone: these, by number. */
    public record ChangedMerchant(UUID merchant, List<Integer> offerNos) {
        public ChangedMerchant {
            offerNos = List.copyOf(offerNos);
        }
    }
}
