package io.eligo.incremental;

import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.StepUserCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.files.UserChangesArguments;
import io.eligo.jobs.runtime.SavepointReconciler;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
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
 * Reconciles the users of {@link UserBatches} and completes their events in the same transaction, so that both are done or
 * neither. {@code docs/architecture/grants.md} has what a chunk costs. A dry run compares the users and writes nothing.
 */
@Component
@StepScope
class UserChangeItems implements ItemStreamReader<UserEventBatch>, ItemWriter<UserEventBatch> {
    private final GrantsReconciler grantsReconciler;
    private final SavepointReconciler savepointReconciler;
    private final EventFailures eventFailures;
    private final StopSignal stop;
    private final Spans spans;
    private final StepExecution step;
    private final StepUserCounts counts = new StepUserCounts();
    private final boolean dryRun;
    private final UserBatches batches;

    UserChangeItems(
            GrantsReconciler grantsReconciler,
            SavepointReconciler savepointReconciler,
            Outbox outbox,
            EventFailures eventFailures,
            Leases leases,
            LeaseRenewer leaseRenewer,
            StopSignal stop,
            Spans spans,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.grantsReconciler = grantsReconciler;
        this.savepointReconciler = savepointReconciler;
        this.eventFailures = eventFailures;
        this.stop = stop;
        this.spans = spans;
        this.step = step;
        UserChangesArguments arguments = UserChangesArguments.of(step.getJobParameters());
        this.dryRun = arguments.dryRun();
        int chunk = files.get(JobNames.USER_CHANGES).chunkSize();
        if (arguments.user() != null) {
            this.batches = UserBatches.ofUser(arguments.user());
        } else if (dryRun) {
            this.batches = new WaitingUserBatches(leases, chunk);
        } else {
            this.batches = new LeasedUserBatches(
                    leases, leaseRenewer, outbox, spans, arguments.onlyFew(), step.getJobExecutionId(), chunk);
        }
    }

    @Override
    public @Nullable UserEventBatch read() {
        return batches.next();
    }

    @Override
    public void write(Chunk<? extends UserEventBatch> chunk) {
        for (UserEventBatch batch : chunk) {
            if (dryRun) {
                counts.add(batch.users().size(), grantsReconciler.compare(batch.users()));
            } else {
                reconcile(batch);
            }
        }
    }

    private void reconcile(UserEventBatch batch) {
        try (TraceSpan span = spans.startWithin(batches.leaseSpan(), SpanName.JOB_BATCH)) {
            span.attribute("eligo.job.name", JobNames.USER_CHANGES)
                    .attribute("eligo.job.execution", step.getJobExecutionId())
                    .attribute("eligo.users", batch.users().size());
            savepointReconciler
                    .reconcile(() -> grantsReconciler.reconcile(batch.users()), error -> recordFailure(batch, error))
                    .ifPresentOrElse(
                            grantCounts -> {
                                batches.complete(batch);
                                counts.add(batch.users().size(), grantCounts);
                            },
                            () -> counts.failed(batch.users().size()));
        }
    }

    private void recordFailure(UserEventBatch batch, String error) {
        List<UUID> known = batch.events().isEmpty() ? grantsReconciler.lockExisting(batch.users()) : List.of();
        if (!known.isEmpty()) {
            eventFailures.recordUsers(known, error);
        }
        batch.events().forEach(event -> eventFailures.recordEvent(event, error));
    }

    @Override
    public void close() {
        batches.close();
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.stopIfRequested(step);
    }
}
