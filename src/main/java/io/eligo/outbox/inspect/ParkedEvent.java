package io.eligo.outbox.inspect;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event that failed at its last attempt, with the error. {@code kind}: offer, users or all. */
public record ParkedEvent(
        long id,
        String kind,
        @Nullable UUID offerId,
        @Nullable UUID merchantId,
        List<UUID> users,
        int attempts,
        Instant createdAt,
        Instant parkedAt,
        String error) {
    public ParkedEvent {
        users = List.copyOf(users);
    }
}
