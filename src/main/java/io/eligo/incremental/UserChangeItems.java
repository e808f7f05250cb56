package io.eligo.incremental;

import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.StepUserCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.files.UserChangesArguments;
import io.eligo.jobs.runtime.SavepointReconciler;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.Lease;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.LeaseRenewer.LeaseRenewal;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reconciles users and completes their events in the same transaction, so that both are done or neither. Leases some
 * events at a time, small ones first, until none waits or a minute has passed, so that the change of one user never waits for the
 * rest of a bulk change. {@code docs/architecture/grants.md} has what a chunk costs. A dry run leases nothing, compares the users
 * that the waiting events or {@code user=} name, and writes nothing.
 */
@Component
@StepScope
class UserChangeItems implements ItemStreamReader<UserEventBatch>, ItemWriter<UserEventBatch> {
    // Limits the duration of a run, so that the records of runs show when work was done. An endless run would leave
    // no completed record.
    private static final Duration MAX_RUN_TIME = Duration.ofMinutes(1);

    private static final int DRY_RUN_PAGE_SIZE = 100;

    private final GrantsReconciler grantsReconciler;
    private final SavepointReconciler savepointReconciler;
    private final Outbox outbox;
    private final EventFailures eventFailures;
    private final Leases leases;
    private final LeaseRenewer leaseRenewer;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunk;
    private final long deadline = System.nanoTime() + MAX_RUN_TIME.toNanos();
    private final StepUserCounts counts = new StepUserCounts();
    private final boolean takesLeases;
    private final UserChangesArguments arguments;
    private long lastEventSeen;
    private Iterator<UserEventBatch> pendingBatches = Collections.emptyIterator();
    private @Nullable UUID lease;
    private @Nullable LeaseRenewal leaseRenewal;

    UserChangeItems(
            GrantsReconciler grantsReconciler,
            SavepointReconciler savepointReconciler,
            Outbox outbox,
            EventFailures eventFailures,
            Leases leases,
            LeaseRenewer leaseRenewer,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.grantsReconciler = grantsReconciler;
        this.savepointReconciler = savepointReconciler;
        this.outbox = outbox;
        this.eventFailures = eventFailures;
        this.leases = leases;
        this.leaseRenewer = leaseRenewer;
        this.stop = stop;
        this.step = step;
        this.chunk = files.get(JobNames.USER_CHANGES).chunkSize();
        this.arguments = UserChangesArguments.of(step.getJobParameters());
        UUID user = arguments.user();
        this.takesLeases = user == null;
        if (user != null) {
            this.pendingBatches = List.of(UserEventBatch.of(user)).iterator();
        }
    }

    @Override
    public @Nullable UserEventBatch read() {
        if (!pendingBatches.hasNext() && takesLeases && arguments.dryRun()) {
            List<Lease.UserEvent> events = leases.findLeasableUserEvents(lastEventSeen, DRY_RUN_PAGE_SIZE);
            lastEventSeen = events.isEmpty()
                    ? lastEventSeen
                    : events.get(events.size() - 1).eventId();
            pendingBatches = UserEventBatch.of(events, chunk).iterator();
        } else if (!pendingBatches.hasNext() && takesLeases && System.nanoTime() < deadline) {
            leaseNext();
        }
        return pendingBatches.hasNext() ? pendingBatches.next() : null;
    }

    private void leaseNext() {
        endRenewal();
        Lease next = arguments.onlyFew() ? leases.leaseSmallUserEvents() : leases.leaseUserEvents();
        lease = next.id();
        if (next.eventCount() > 0) {
            leaseRenewal = leaseRenewer.start(next.id());
            pendingBatches =
                    UserEventBatch.of(leases.findUserEvents(next.id()), chunk).iterator();
        }
    }

    private void endRenewal() {
        if (leaseRenewal != null) {
            leaseRenewal.close();
            leaseRenewal = null;
        }
    }

    @Override
    public void write(Chunk<? extends UserEventBatch> chunk) {
        for (UserEventBatch batch : chunk) {
            if (arguments.dryRun()) {
                counts.add(batch.users().size(), grantsReconciler.compare(batch.users()));
                continue;
            }
            savepointReconciler
                    .reconcile(() -> grantsReconciler.reconcile(batch.users()), error -> recordFailure(batch, error))
                    .ifPresentOrElse(
                            grantCounts -> {
                                completeEvents(batch);
                                counts.add(batch.users().size(), grantCounts);
                            },
                            () -> counts.failed(batch.users().size()));
        }
    }

    // If the lease was lost, for example after a pause, another run has leased some of its events. The events that this
    // lease still holds are released and leased again.
    private void completeEvents(UserEventBatch batch) {
        if (lease != null && !outbox.complete(lease, batch.eventIds(), step.getJobExecutionId())) {
            leases.release(lease);
            pendingBatches = Collections.emptyIterator();
        }
    }

    private void recordFailure(UserEventBatch batch, String error) {
        List<UUID> known = batch.events().isEmpty() ? grantsReconciler.lockExisting(batch.users()) : List.of();
        if (!known.isEmpty()) {
            eventFailures.recordUsers(known, error);
        }
        batch.events().forEach(event -> eventFailures.recordEvent(event, error));
    }

    /** Releases the lease if it still has events after a stop, so that another run can lease them at once. */
    @Override
    public void close() {
        endRenewal();
        if (lease != null && pendingBatches.hasNext()) {
            leases.release(lease);
        }
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.stopIfRequested(step);
    }
}
