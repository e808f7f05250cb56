package io.eligo.outbox.inspect;

import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.ProcessedEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change as the database and the queue know it.
 *
 * @param committedAt null where it has not, or where the database does not keep when (track_commit_timestamp), or not any more
 * @param pendingCount how many of its events are in the queue
 * @param oldestPending of those, the oldest, some tens at most
 * @param processed those that have left it within the last hour, the oldest first
 */
public record TrackedChange(
        FreshnessToken token,
        TransactionStatus transactionStatus,
        @Nullable Instant committedAt,
        long pendingCount,
        List<QueuedEvent> oldestPending,
        List<ProcessedEvent> processed) {
    public TrackedChange {
        oldestPending = List.copyOf(oldestPending);
        processed = List.copyOf(processed);
    }

    /** What became of its transaction. */
    public enum TransactionStatus {
        /** It has not ended; or there never was one of that number. */
        IN_PROGRESS,
        ROLLED_BACK,
        COMMITTED
    }
}
