package io.eligo.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change as the database and the queue know it.
 *
 * @param committedAt null where it has not, or where the database does not keep when (track_commit_timestamp), or not any more
 * @param left how many of its events are in the queue
 * @param first of those, the oldest, some tens at most
 * @param passed those that have left it within the last hour, the oldest first
 */
public record Change(
        FreshnessToken token,
        Fate fate,
        @Nullable Instant committedAt,
        long left,
        List<QueuedEvent> first,
        List<Passed> passed) {
    public Change {
        first = List.copyOf(first);
        passed = List.copyOf(passed);
    }

    /** What became of its transaction. */
    public enum Fate {
        /** It has not ended; or there never was one of that number. */
        OPEN,
        ROLLED_BACK,
        COMMITTED
    }
}
