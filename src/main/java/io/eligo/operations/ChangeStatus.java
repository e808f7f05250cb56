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
 * How far one change has come.
 *
 * @param seen by this node's catalogue, when it was last looked after
 * @param steps what of it has left the queue, the oldest first
 */
record ChangeStatus(TrackedChange change, boolean seen, List<ProcessedEvent> steps) {
    enum ChangeState {
        OPEN,
        ROLLED_BACK,
        UNDER_WAY,
        /** Nothing of it waits, but not all of it was recomputed. */
        GIVEN_UP,
        VISIBLE
    }

    public ChangeState state() {
        if (change.transactionStatus() != TrackedChange.TransactionStatus.COMMITTED) {
            return change.transactionStatus() == TrackedChange.TransactionStatus.IN_PROGRESS
                    ? ChangeState.OPEN
                    : ChangeState.ROLLED_BACK;
        }
        if (!seen || change.pendingCount() > 0) {
            return ChangeState.UNDER_WAY;
        }
        boolean givenUp = steps.stream().anyMatch(step -> step.how() == ProcessedEvent.RemovalReason.DISCARDED);
        return givenUp ? ChangeState.GIVEN_UP : ChangeState.VISIBLE;
    }

    /** Whether looking again may show anything else. */
    public boolean isInProgress() {
        return state() == ChangeState.OPEN || state() == ChangeState.UNDER_WAY;
    }

    public String token() {
        return change.token().text();
    }

    public @Nullable Instant committedAt() {
        return change.committedAt();
    }

    public long left() {
        return change.pendingCount();
    }

    /** The executions that recomputed it, each once. */
    public List<Long> executionIds() {
        return steps.stream()
                .map(ProcessedEvent::run)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** When the first of its events was taken, be it done or not. */
    public @Nullable Instant takenAt() {
        return Stream.concat(
                        steps.stream().map(ProcessedEvent::takenAt),
                        change.oldestPending().stream().map(QueuedEvent::leasedAt))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When the last of its events was done; null where that is not so, or nothing is known of them. */
    public @Nullable Instant visibleAt() {
        return state() != ChangeState.VISIBLE
                ? null
                : steps.stream()
                        .map(ProcessedEvent::doneAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }
}
