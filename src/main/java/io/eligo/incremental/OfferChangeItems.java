package io.eligo.incremental;

import io.eligo.customers.CustomerReader;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.OfferGrantsReconciler;
import io.eligo.jobs.StepUserCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.files.OfferChangesArguments;
import io.eligo.jobs.runtime.SavepointReconciler;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.outbox.EventFailures;
import java.util.ArrayDeque;
import java.util.Deque;
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
 * The customers of customer ranges, a chunk at a time. {@code docs/architecture/grants.md} has what a chunk costs. A dry run compares all grants of the customers and writes nothing.
 */
@Component
@StepScope
class OfferChangeItems
        implements ItemStreamReader<OfferChangeItems.CustomerChunk>, ItemWriter<OfferChangeItems.CustomerChunk> {
    private final CustomerReader customerReader;
    private final GrantsReconciler grantsReconciler;
    private final OfferGrantsReconciler offerGrantsReconciler;
    private final SavepointReconciler savepointReconciler;
    private final EventFailures eventFailures;
    private final StopSignal stop;
    private final StepExecution step;
    private final OfferChangesArguments arguments;
    private final int chunk;
    private final Deque<CustomerRange> pendingRanges;
    private final StepUserCounts counts = new StepUserCounts();

    record CustomerChunk(CustomerRange range, List<UUID> customers) {}

    OfferChangeItems(
            CustomerReader customerReader,
            GrantsReconciler grantsReconciler,
            OfferGrantsReconciler offerGrantsReconciler,
            SavepointReconciler savepointReconciler,
            EventFailures eventFailures,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.customerReader = customerReader;
        this.grantsReconciler = grantsReconciler;
        this.offerGrantsReconciler = offerGrantsReconciler;
        this.arguments = OfferChangesArguments.of(step.getJobParameters());
        this.savepointReconciler = savepointReconciler;
        this.eventFailures = eventFailures;
        this.stop = stop;
        this.step = step;
        this.chunk = files.get(JobNames.OFFER_CHANGES).chunkSize();
        this.pendingRanges = new ArrayDeque<>(CustomerRange.load(step.getExecutionContext()));
    }

    @Override
    public @Nullable CustomerChunk read() {
        while (!pendingRanges.isEmpty()) {
            CustomerRange range = pendingRanges.pop();
            List<UUID> customers = customerReader.findCustomerIds(range.merchant(), range.users(), chunk);
            if (customers.size() == chunk) {
                pendingRanges.push(range.after(customers.get(chunk - 1)));
            }
            if (!customers.isEmpty()) {
                return new CustomerChunk(range, customers);
            }
        }
        return null;
    }

    @Override
    public void write(Chunk<? extends CustomerChunk> chunk) {
        for (CustomerChunk item : chunk) {
            List<UUID> users = item.customers();
            CustomerRange range = item.range();
            if (arguments.dryRun()) {
                counts.add(users.size(), grantsReconciler.compare(users));
                continue;
            }
            savepointReconciler
                    .reconcile(
                            () -> offerGrantsReconciler.reconcile(range.merchant(), range.offerNos(), users),
                            error -> recordFailure(item, error))
                    .ifPresentOrElse(
                            grantCounts -> counts.add(users.size(), grantCounts), () -> counts.failed(users.size()));
        }
    }

    // The failure released the locks, so some of these users may have been erased since they were read.
    private void recordFailure(CustomerChunk item, String error) {
        List<UUID> users = grantsReconciler.lockExisting(item.customers());
        if (users.isEmpty()) {
            return;
        }
        UUID lease = arguments.lease();
        if (lease == null) {
            eventFailures.recordUsers(users, error);
        } else {
            eventFailures.recordCustomers(lease, item.range().merchant(), users, error);
        }
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.stopIfRequested(step);
    }
}
