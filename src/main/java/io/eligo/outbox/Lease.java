package io.eligo.outbox;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that nobody else works off as long as the lease is renewed.
 *
 * @param events how many
 * @param users of events of users, how many they name
 * @param database in which life of the database it was granted: {@code database_life()}
 */
public record Lease(UUID id, int events, long users, String database) {
    /**
     * An event of users.
     *
     * @param lease under which it was read; null where the event was only looked at
     * @param attempts how often it has failed before
     * @param users whom it named then
     */
    public record OfUsers(@Nullable UUID lease, long event, int attempts, List<UUID> users) {
        public OfUsers {
            users = List.copyOf(users);
        }
    }

    /** A merchant some of whose offers have changed, come, or gone: these, by number. */
    public record AtMerchant(UUID merchant, List<Integer> offerNos) {
        public AtMerchant {
            offerNos = List.copyOf(offerNos);
        }
    }
}
