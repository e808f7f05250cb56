package io.eligo.incremental;

import io.eligo.outbox.Lease;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.LeaseRenewer.LeaseRenewal;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The users of events that the partition leases: some events at a time, small ones first, until none waits or a minute has passed.
 * So the change of one user never waits for the rest of a bulk change.
 */
final class LeasedUserBatches implements UserBatches {
    // Limits the duration of a run, so that the records of runs show when work was done. An endless run would leave
    // no completed record.
    private static final Duration MAX_RUN_TIME = Duration.ofMinutes(1);

    private final Leases leases;
    private final LeaseRenewer renewer;
    private final Outbox outbox;
    private final Spans spans;
    private final boolean onlySmallEvents;
    private final long execution;
    private final int maxUsers;
    private final long deadline = System.nanoTime() + MAX_RUN_TIME.toNanos();
    private @Nullable HeldLease held;
    private Iterator<UserEventBatch> remaining = Collections.emptyIterator();

    private record HeldLease(UUID id, LeaseRenewal renewal, TraceSpan span) {}

    /**
     * @param execution the job execution that completes the events
     * @param maxUsers the maximum number of users in a batch of several events
     */
    LeasedUserBatches(
            Leases leases,
            LeaseRenewer renewer,
            Outbox outbox,
            Spans spans,
            boolean onlySmallEvents,
            long execution,
            int maxUsers) {
        this.leases = leases;
        this.renewer = renewer;
        this.outbox = outbox;
        this.spans = spans;
        this.onlySmallEvents = onlySmallEvents;
        this.execution = execution;
        this.maxUsers = maxUsers;
    }

    @Override
    public @Nullable UserEventBatch next() {
        if (!remaining.hasNext() && System.nanoTime() < deadline) {
            endLease();
            leaseNext();
        }
        return remaining.hasNext() ? remaining.next() : null;
    }

    private void leaseNext() {
        Lease next = onlySmallEvents ? leases.leaseSmallUserEvents() : leases.leaseUserEvents();
        if (next.eventCount() > 0) {
            TraceSpan span = spans.startLease(next.traces()).attribute("eligo.events", next.eventCount());
            held = new HeldLease(next.id(), renewer.start(next.id()), span);
            remaining = UserEventBatch.of(leases.findUserEvents(next.id()), maxUsers)
                    .iterator();
        }
    }

    // If the lease was lost, for example after a pause, another run has leased some of its events. The events that this
    // lease still holds are released and leased again.
    @Override
    public void complete(UserEventBatch batch) {
        UUID lease = Objects.requireNonNull(held, "the lease of the batch").id();
        if (!outbox.complete(lease, batch.eventIds(), execution)) {
            leases.release(lease);
            remaining = Collections.emptyIterator();
        }
    }

    @Override
    public TraceSpan leaseSpan() {
        return held == null ? TraceSpan.NONE : held.span();
    }

    /** Releases the lease if it still has events after a stop, so that another run can lease them at once. */
    @Override
    public void close() {
        endLease();
    }

    private void endLease() {
        if (held == null) {
            return;
        }
        held.span().close();
        held.renewal().close();
        if (remaining.hasNext()) {
            leases.release(held.id());
        }
        held = null;
    }
}
