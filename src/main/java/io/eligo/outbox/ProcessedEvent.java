package io.eligo.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one change that left the queue for the same reason. {@code kind}: offer, users or all.
 *
 * @param run the job execution that processed them; null if they left without a run, or by a full rebuild, which does
 *     not record its execution
 * @param offerId null if they name several offers or none
 * @param events the number of events
 * @param users the number of users they name
 * @param createdAt when the first was written
 * @param leasedAt when the first was leased; null if none was: a rebuild had seen them waiting
 * @param doneAt when the last was removed
 */
public record ProcessedEvent(
        FreshnessToken token,
        RemovalReason removalReason,
        @Nullable Long run,
        String kind,
        @Nullable UUID offerId,
        long events,
        long users,
        Instant createdAt,
        @Nullable Instant leasedAt,
        Instant doneAt) {
    /** Why they left the queue. */
    public enum RemovalReason {
        /** A run has recomputed what they name. */
        RUN,
        /** A full rebuild has recomputed all users. */
        REBUILD,
        /** An operator discarded them; nothing was recomputed. */
        DISCARDED
    }

    /** Returns these events with the job execution, for callers that know it from elsewhere. */
    public ProcessedEvent withJobExecution(@Nullable Long execution) {
        return new ProcessedEvent(
                token, removalReason, execution, kind, offerId, events, users, createdAt, leasedAt, doneAt);
    }
}
