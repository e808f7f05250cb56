package io.eligo.outbox.inspect;

import io.eligo.outbox.FreshnessToken;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the queue. {@code kind}: offer, users or all.
 *
 * @param users the first of the users it names
 * @param size the number of users it names
 * @param committedAt null if the database does not keep commit times (track_commit_timestamp)
 * @param leases how often it was leased
 * @param attempts how often it failed
 * @param notBefore null if it need not wait
 * @param leasedAt when it was last leased
 * @param leasedUntil the end of the last lease, expired or not
 */
public record QueuedEvent(
        long id,
        String kind,
        @Nullable UUID offerId,
        @Nullable UUID merchantId,
        List<UUID> users,
        int size,
        FreshnessToken token,
        Instant createdAt,
        @Nullable Instant committedAt,
        int leases,
        int attempts,
        @Nullable Instant notBefore,
        @Nullable Instant leasedAt,
        @Nullable Instant leasedUntil,
        @Nullable Instant parkedAt,
        @Nullable String error,
        State state) {
    public QueuedEvent {
        users = List.copyOf(users);
    }

    /** The state of an event in the queue; a completed event is no longer in the queue. */
    public enum State {
        WAITING,
        /** It failed and waits for its next attempt. */
        BACKING_OFF,
        LEASED,
        PARKED
    }
}
