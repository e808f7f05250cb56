package io.eligo.outbox.inspect;

import io.eligo.outbox.FreshnessToken;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is not done, as it stands. {@code kind}: offer, users or everybody.
 *
 * @param users whom it names, the first of them
 * @param size how many it names
 * @param committedAt where the database keeps that (track_commit_timestamp), else null
 * @param leases how often somebody took it
 * @param attempts how often that failed
 * @param notBefore null if it need not wait
 * @param leasedAt when somebody took it last
 * @param leasedUntil of the last lease, be it over or not
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

    /** Where it is on its way. When it is done there is no event any more. */
    public enum State {
        WAITING,
        /** It failed, and waits until it is tried again. */
        BACKING_OFF,
        LEASED,
        PARKED
    }
}
