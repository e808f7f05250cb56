package io.eligo.jobs.userchanges;

import io.eligo.grants.Grants;
import io.eligo.jobs.Attempt;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.StepCounts;
import io.eligo.jobs.StopSignal;
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
 * Brings users in line and strikes off their events in the same transaction: either both are done or neither. It leases some
 * events at a time, small ones first, until none waits: so one user's change never waits for the rest of a bulk change. A chunk
 * costs a savepoint, one lock, one look at the log, two reads, one to three writes and the striking off. A dry run leases nothing,
 * compares whoever is named, and writes nothing.
 */
@Component
@StepScope
class SomeUsers implements ItemStreamReader<Together>, ItemWriter<Together> {
    // So that the records of runs say when, and a run that never ends is none of them.
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

    private static final int EVENTS_LOOKED_AT = 100;

    private final Grants grants;
    private final Attempt attempt;
    private final Outbox outbox;
    private final Leases waiting;
    private final LeaseRenewer leaseRenewer;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunk;
    private final long end = System.nanoTime() + LONGEST_RUN.toNanos();
    private final StepCounts counts = new StepCounts();
    private final boolean leases;
    private final boolean onlyFew;
    private final boolean dryRun;
    private long lookedAt;
    private Iterator<Together> rest = Collections.emptyIterator();
    private @Nullable UUID lease;
    private @Nullable LeaseRenewal leaseRenewal;

    SomeUsers(
            Grants grants,
            Attempt attempt,
            Outbox outbox,
            Leases leases,
            LeaseRenewer leaseRenewer,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step,
            @Value("#{jobParameters['user']}") @Nullable String user,
            @Value("#{jobParameters['only-few']}") @Nullable String onlyFew,
            @Value("#{jobParameters['dry-run']}") @Nullable String dryRun) {
        this.grants = grants;
        this.attempt = attempt;
        this.outbox = outbox;
        this.waiting = leases;
        this.leaseRenewer = leaseRenewer;
        this.stop = stop;
        this.step = step;
        this.chunk = files.get(UserChangesRun.NAME).chunk();
        this.leases = user == null;
        this.onlyFew = Boolean.parseBoolean(onlyFew);
        this.dryRun = Boolean.parseBoolean(dryRun);
        if (user != null) {
            this.rest = List.of(Together.of(UUID.fromString(user))).iterator();
        }
    }

    @Override
    public @Nullable Together read() {
        if (!rest.hasNext() && leases && dryRun) {
            List<Lease.UserEvent> some = waiting.findLeasableUserEvents(lookedAt, EVENTS_LOOKED_AT);
            lookedAt = some.isEmpty() ? lookedAt : some.get(some.size() - 1).eventId();
            rest = Together.of(some, chunk).iterator();
        } else if (!rest.hasNext() && leases && System.nanoTime() < end) {
            leaseNext();
        }
        return rest.hasNext() ? rest.next() : null;
    }

    private void leaseNext() {
        endRenewal();
        Lease next = onlyFew ? waiting.leaseSmallUserEvents() : waiting.leaseUserEvents();
        lease = next.id();
        if (next.eventCount() > 0) {
            leaseRenewal = leaseRenewer.start(next.id());
            rest = Together.of(waiting.selectUserEvents(next.id()), chunk).iterator();
        }
    }

    private void endRenewal() {
        if (leaseRenewal != null) {
            leaseRenewal.close();
            leaseRenewal = null;
        }
    }

    @Override
    public void write(Chunk<? extends Together> chunk) {
        for (Together together : chunk) {
            if (dryRun) {
                counts.add(together.users().size(), grants.compare(together.users()));
                continue;
            }
            attempt.reconcile(() -> grants.reconcile(together.users()), error -> failed(together, error))
                    .ifPresentOrElse(
                            grantCounts -> {
                                done(together);
                                counts.add(together.users().size(), grantCounts);
                            },
                            () -> counts.putBack(together.users().size()));
        }
    }

    // Where the lease was lost, as after a pause, another run has some of the rest; what this lease still holds is
    // leased anew.
    private void done(Together together) {
        if (lease != null && !outbox.complete(lease, together.eventIds(), step.getJobExecutionId())) {
            waiting.release(lease);
            rest = Collections.emptyIterator();
        }
    }

    private void failed(Together together, String error) {
        List<UUID> known = together.events().isEmpty() ? grants.lockExisting(together.users()) : List.of();
        if (!known.isEmpty()) {
            outbox.recordFailure(known, error);
        }
        together.events().forEach(event -> outbox.recordFailure(event, error));
    }

    /** Stopped before its lease was worked off: another run may have the rest at once. */
    @Override
    public void close() {
        endRenewal();
        if (lease != null && rest.hasNext()) {
            waiting.release(lease);
        }
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.heed(step);
    }
}
