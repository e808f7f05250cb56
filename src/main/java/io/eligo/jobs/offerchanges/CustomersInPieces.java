package io.eligo.jobs.offerchanges;

import io.eligo.customers.CustomerReader;
import io.eligo.grants.Grants;
import io.eligo.grants.OfferGrantsReconciler;
import io.eligo.jobs.Attempt;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.StepCounts;
import io.eligo.jobs.StopSignal;
import io.eligo.outbox.Outbox;
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
 * The customers of some pieces, a chunk at a time. A chunk costs a list of them, a savepoint, one lock, one look at the log and, where
 * the offers in question are known, one statement that writes what differs; else what {@link Grants#reconcile} costs.
 * A dry run compares all that they are granted, and writes nothing.
 */
@Component
@StepScope
class CustomersInPieces implements ItemStreamReader<CustomersInPieces.Some>, ItemWriter<CustomersInPieces.Some> {
    private final CustomerReader customerReader;
    private final Grants grants;
    private final OfferGrantsReconciler offerGrantsReconciler;
    private final Attempt attempt;
    private final Outbox outbox;
    private final StopSignal stop;
    private final StepExecution step;
    private final @Nullable String lease;
    private final boolean dryRun;
    private final int chunk;
    private final Deque<Piece> rest;
    private final StepCounts counts = new StepCounts();

    record Some(Piece of, List<UUID> customers) {}

    CustomersInPieces(
            CustomerReader customerReader,
            Grants grants,
            OfferGrantsReconciler offerGrantsReconciler,
            Attempt attempt,
            Outbox outbox,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step,
            @Value("#{jobParameters['lease']}") @Nullable String lease,
            @Value("#{jobParameters['dry-run']}") @Nullable String dryRun) {
        this.customerReader = customerReader;
        this.grants = grants;
        this.offerGrantsReconciler = offerGrantsReconciler;
        this.lease = lease;
        this.dryRun = Boolean.parseBoolean(dryRun);
        this.attempt = attempt;
        this.outbox = outbox;
        this.stop = stop;
        this.step = step;
        this.chunk = files.get(OfferChangesRun.NAME).chunk();
        this.rest = new ArrayDeque<>(Piece.of(step.getExecutionContext()));
    }

    @Override
    public @Nullable Some read() {
        while (!rest.isEmpty()) {
            Piece piece = rest.pop();
            List<UUID> some = customerReader.findCustomerIds(piece.merchant(), piece.range(), chunk);
            if (some.size() == chunk) {
                rest.push(piece.behind(some.get(chunk - 1)));
            }
            if (!some.isEmpty()) {
                return new Some(piece, some);
            }
        }
        return null;
    }

    @Override
    public void write(Chunk<? extends Some> chunk) {
        for (Some some : chunk) {
            List<UUID> users = some.customers();
            Piece piece = some.of();
            if (dryRun) {
                counts.add(users.size(), grants.compare(users));
                continue;
            }
            attempt.reconcile(
                            () -> offerGrantsReconciler.reconcile(piece.merchant(), piece.offerNos(), users),
                            error -> failed(some, error))
                    .ifPresentOrElse(
                            grantCounts -> counts.add(users.size(), grantCounts), () -> counts.putBack(users.size()));
        }
    }

    // Of what was read before its locks were lost some may have been erased since.
    private void failed(Some some, String error) {
        List<UUID> users = grants.lockExisting(some.customers());
        if (users.isEmpty()) {
            return;
        }
        if (lease == null) {
            outbox.recordFailure(users, error);
        } else {
            outbox.recordFailure(UUID.fromString(lease), some.of().merchant(), users, error);
        }
    }

    @Override
    public void update(ExecutionContext context) {
        counts.save(step, context);
        stop.heed(step);
    }
}
