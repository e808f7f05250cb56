package io.eligo.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one change that have left the queue in one way. {@code kind}: offer, users or everybody.
 *
 * @param run the execution that worked them off; null where that was no run, or a full rebuild, which does not say which
 * @param offerId where they name one offer only
 * @param users how many they name
 * @param createdAt when the first was written
 * @param takenAt when the first was taken; null where nobody took one: a rebuild had seen them waiting
 * @param doneAt when the last was gone
 */
public record ProcessedEvent(
        FreshnessToken token,
        RemovalReason how,
        @Nullable Long run,
        String kind,
        @Nullable UUID offerId,
        long events,
        long users,
        Instant createdAt,
        @Nullable Instant takenAt,
        Instant doneAt) {
    /** Who took them out of the queue. */
    public enum RemovalReason {
        /** The run that recomputed what they name. */
        RUN,
        /** A full rebuild: everybody was recomputed. */
        REBUILD,
        /** Somebody gave them up: nothing was recomputed. */
        DISCARDED
    }

    /** The same, where somebody else knows which execution it was. */
    public ProcessedEvent withJobExecution(@Nullable Long execution) {
        return new ProcessedEvent(token, how, execution, kind, offerId, events, users, createdAt, takenAt, doneAt);
    }
}
