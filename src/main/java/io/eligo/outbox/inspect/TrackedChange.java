package io.eligo.outbox.inspect;

import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.ProcessedEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change as the database and the queue know it.
 *
 * @param committedAt null if it has not committed, or the database does not keep its commit
 *     time (track_commit_timestamp)
 * @param pendingCount the number of its events in the queue
 * @param oldestPending the oldest of these events, at most some tens
 * @param processed its events that left the queue within the last hour, the oldest first
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

    /** The status of the change's transaction. */
    public enum TransactionStatus {
        /** It has not ended, or the number was never assigned. */
        IN_PROGRESS,
        ROLLED_BACK,
        COMMITTED
    }
}
