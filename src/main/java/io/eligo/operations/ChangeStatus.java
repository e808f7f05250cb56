package io.eligo.operations;

import io.eligo.outbox.ProcessedEvent;
import io.eligo.outbox.inspect.QueuedEvent;
import io.eligo.outbox.inspect.TrackedChange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Status of one change between its commit and its visibility to users.
 *
 * @param inCatalog this node's catalogue included the change at its last refresh
 * @param steps events of the change that have left the queue, the oldest first
 */
record ChangeStatus(TrackedChange change, boolean inCatalog, List<ProcessedEvent> steps) {
    enum ChangeState {
        OPEN,
        ROLLED_BACK,
        IN_PROGRESS,
        /** No event is pending, but some were discarded instead of recomputed. */
        PARTLY_VISIBLE,
        VISIBLE
    }

    public ChangeState state() {
        if (change.transactionStatus() != TrackedChange.TransactionStatus.COMMITTED) {
            return change.transactionStatus() == TrackedChange.TransactionStatus.IN_PROGRESS
                    ? ChangeState.OPEN
                    : ChangeState.ROLLED_BACK;
        }
        if (!inCatalog || change.pendingCount() > 0) {
            return ChangeState.IN_PROGRESS;
        }
        boolean anyDiscarded =
                steps.stream().anyMatch(step -> step.removalReason() == ProcessedEvent.RemovalReason.DISCARDED);
        return anyDiscarded ? ChangeState.PARTLY_VISIBLE : ChangeState.VISIBLE;
    }

    /** Whether the state may still change. */
    public boolean isInProgress() {
        return state() == ChangeState.OPEN || state() == ChangeState.IN_PROGRESS;
    }

    public String token() {
        return change.token().text();
    }

    public @Nullable Instant committedAt() {
        return change.committedAt();
    }

    public long pendingEvents() {
        return change.pendingCount();
    }

    /** Ids of the executions that recomputed the change, without duplicates. */
    public List<Long> executionIds() {
        return steps.stream()
                .map(ProcessedEvent::run)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** When the first event was leased, finished or not; null if none was. */
    public @Nullable Instant leasedAt() {
        return Stream.concat(
                        steps.stream().map(ProcessedEvent::leasedAt),
                        change.oldestPending().stream().map(QueuedEvent::leasedAt))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When the last event was finished; null if the state is not {@code VISIBLE} or no event is known. */
    public @Nullable Instant visibleAt() {
        return state() != ChangeState.VISIBLE
                ? null
                : steps.stream()
                        .map(ProcessedEvent::doneAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }
}
