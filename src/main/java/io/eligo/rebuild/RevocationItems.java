package io.eligo.rebuild;

import io.eligo.customers.UserRange;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationFilter;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.PartitionProgress.PartitionCheckpoint;
import io.eligo.jobs.runtime.StopSignal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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
import org.springframework.util.function.SingletonSupplier;

/**
 * What one partition of the comparison has held, slice by slice, and nothing that was not held: what else
 * would go by now stays, and is left to the event of what has changed. Each costs one lock, one look at whether others have decided
 * meanwhile, one to three writes, one mark and the striking off; where it was not kept, or others have decided, its reads besides.
 */
@Component
@StepScope
class RevocationItems
        implements ItemStreamReader<RevocationItems.RevocationItem>, ItemWriter<RevocationItems.RevocationItem> {
    private final Grants grants;
    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final PartitionProgress partitions;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunkSize;
    private final String comparePartition;
    private final Deque<UserRange> pendingRanges;
    private @Nullable UserRange current;
    private final Deque<PendingWrites> pendingDiffs = new ArrayDeque<>();
    private RevocationFilter revocationFilter = RevocationFilter.RETAIN_NOTHING;
    private @Nullable GrantsScan scan;
    private long written;
    private long skipped;
    private GrantCounts grantCounts;

    /** Users of a held slice: as they were decided over, or as they are found now. */
    record RevocationItem(
            DeferredRevocations.DeferredBatchKey key,
            RevocationFilter revocationFilter,
            @Nullable PendingWrites pendingWrites,
            UserBatch batch) {}

    RevocationItems(
            RebuildGrants grants,
            DeferredRevocations held,
            DeferredDiffs deferredDiffs,
            PartitionProgress partitions,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.grants = grants.forStep(step);
        this.deferred = held;
        this.deferredDiffs = deferredDiffs;
        this.partitions = partitions;
        this.stop = stop;
        this.step = step;
        this.chunkSize = files.get(FullRebuildJobConfiguration.NAME).chunk();
        this.comparePartition = RevocationPartitioner.comparePartitionOf(step);
        this.pendingRanges = new ArrayDeque<>(held.findRanges(jobInstance(), comparePartition));
        this.grantCounts =
                partitions.getCheckpoint(jobInstance(), step.getStepName()).grantCounts();
    }

    @Override
    public @Nullable RevocationItem read() {
        if (current == null) {
            current = pendingRanges.poll();
            if (current == null) {
                return null;
            }
            revocationFilter = deferredLossesOnly(key(current));
            pendingDiffs.addAll(deferredDiffs.remove(key(current)));
            if (pendingDiffs.isEmpty()) {
                scan = grants.scan(current);
            }
        }
        PendingWrites piece = pendingDiffs.poll();
        if (piece != null) {
            return pendingDiffs.isEmpty() ? lastItem(piece) : createItem(piece, piece.lastUser());
        }
        UserBatch next = scan == null ? null : scan.next(chunkSize);
        if (next == null) {
            return lastItem(null);
        }
        RevocationItem item = new RevocationItem(key(current), revocationFilter, null, next);
        if (next.lastUser().equals(current.upTo())) {
            current = null;
        }
        return item;
    }

    /** Read when first asked: of a slice that was kept, and over which nobody has decided since, it is never asked. */
    private RevocationFilter deferredLossesOnly(DeferredRevocations.DeferredBatchKey slice) {
        var losses = SingletonSupplier.of(() -> deferred.findLosses(slice));
        return (user, going) -> losses.obtain().selectRetained(user, going);
    }

    private RevocationItem lastItem(@Nullable PendingWrites piece) {
        RevocationItem last = createItem(piece, Objects.requireNonNull(current).upTo());
        current = null;
        return last;
    }

    private RevocationItem createItem(@Nullable PendingWrites piece, UUID lastUser) {
        var nobodyElse = new UserBatch(lastUser, 0, GrantCounts.ZERO, List.of(), GrantCounts.ZERO);
        return new RevocationItem(key(Objects.requireNonNull(current)), revocationFilter, piece, nobodyElse);
    }

    private DeferredRevocations.DeferredBatchKey key(UserRange range) {
        return new DeferredRevocations.DeferredBatchKey(jobInstance(), comparePartition, range.upTo());
    }

    @Override
    public void write(Chunk<? extends RevocationItem> chunk) {
        for (RevocationItem item : chunk) {
            PendingWrites pendingWrites = item.pendingWrites();
            if (pendingWrites != null) {
                recordResult(grants.reconcile(pendingWrites, item.revocationFilter()), pendingWrites.userCount());
            } else if (!item.batch().toReconcile().isEmpty()) {
                recordResult(
                        grants.reconcile(item.batch(), item.revocationFilter()),
                        item.batch().toReconcile().size());
            }
            deferred.markDone(item.key(), item.batch().lastUser());
        }
    }

    private void recordResult(ReconcileResult reconcileResult, int users) {
        UserBatch staying = reconcileResult.retained();
        grantCounts = grantCounts.plus(reconcileResult.written()).plus(staying.currentGrants());
        skipped += staying.userCount();
        written += users - staying.userCount();
    }

    /** Items are slices; what operators want counted is users. The mark has counted them when they were compared. */
    @Override
    public void update(ExecutionContext context) {
        step.setReadCount(written + skipped);
        step.setFilterCount(skipped);
        step.setWriteCount(written);
        partitions.save(jobInstance(), step.getStepName(), new PartitionCheckpoint(null, 0, grantCounts));
        stop.stopIfRequested(step);
    }

    private long jobInstance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
