package io.eligo.outbox;

import java.util.List;
import java.util.UUID;

/**
 * Events that nobody else works off as long as the lease is renewed.
 *
 * @param events how many
 * @param users of events of users, how many they name
 */
public record Lease(UUID id, int events, long users) {
    /** An event of users; {@code attempts} is how often it has failed before. */
    public record OfUsers(long event, int attempts, List<UUID> users) {
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
