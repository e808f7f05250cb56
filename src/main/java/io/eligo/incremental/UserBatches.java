package io.eligo.incremental;

import io.eligo.tracing.TraceSpan;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a partition gets its batches from; one batch is completed before the next is asked for. */
interface UserBatches {
    /** Returns the next batch; null if there is none. */
    @Nullable
    UserEventBatch next();

    /** Completes the events of the last batch, in the transaction that has reconciled its users. */
    default void complete(UserEventBatch batch) {}

    /** The span of the lease that the last batch belongs to; {@link TraceSpan#NONE} if it is not traced. */
    default TraceSpan leaseSpan() {
        return TraceSpan.NONE;
    }

    /** Releases events that were not processed, after the last batch or a stop. */
    default void close() {}

    /** One user, whom no event names. */
    static UserBatches ofUser(UUID user) {
        Iterator<UserEventBatch> only = List.of(UserEventBatch.of(user)).iterator();
        return () -> only.hasNext() ? only.next() : null;
    }
}
