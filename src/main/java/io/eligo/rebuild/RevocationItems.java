package io.eligo.rebuild;

import io.eligo.customers.UserRange;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
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
 * The deferred batches of one compare partition. Only deferred revocations are written: any other revocation that would be due by
 * now is retained and left to the event of its change. {@code docs/architecture/grants.md} has what a batch costs.
 */
@Component
@StepScope
class RevocationItems
        implements ItemStreamReader<RevocationItems.RevocationItem>, ItemWriter<RevocationItems.RevocationItem> {
    private final GrantsReconciler reconciler;
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
    private RevocationHold hold = RevocationHold.HOLD_NOTHING;
    private @Nullable GrantsScan scan;
    private long written;
    private long skipped;
    private GrantCounts grantCounts;

    /** Users of a deferred batch: with their cached diff, or compared again. */
    record RevocationItem(
            DeferredRevocations.DeferredBatchKey key,
            RevocationHold hold,
            @Nullable PendingWrites pendingWrites,
            UserBatch batch) {}

    RevocationItems(
            RebuildStates states,
            DeferredRevocations deferred,
            PartitionProgress partitions,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.reconciler = states.forStep(step).reconciler();
        this.deferred = deferred;
        this.deferredDiffs = states.forStep(step).deferredDiffs();
        this.partitions = partitions;
        this.stop = stop;
        this.step = step;
        this.chunkSize = files.get(JobNames.FULL_REBUILD).chunkSize();
        this.comparePartition = RevocationPartitioner.comparePartitionOf(step);
        this.pendingRanges = new ArrayDeque<>(deferred.findRanges(jobInstance(), comparePartition));
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
            hold = deferredLossesOnly(key(current));
            pendingDiffs.addAll(deferredDiffs.remove(key(current)));
            if (pendingDiffs.isEmpty()) {
                scan = reconciler.scan(current);
            }
        }
        PendingWrites diff = pendingDiffs.poll();
        if (diff != null) {
            return pendingDiffs.isEmpty() ? lastItem(diff) : createItem(diff, diff.lastUser());
        }
        UserBatch next = scan == null ? null : scan.next(chunkSize);
        if (next == null) {
            return lastItem(null);
        }
        RevocationItem item = new RevocationItem(key(current), hold, null, next);
        if (next.lastUser().equals(current.upTo())) {
            current = null;
        }
        return item;
    }

    /**
     * Loads the deferred losses lazily. A batch with a cached diff whose users have not changed since never
     * needs them.
     */
    private RevocationHold deferredLossesOnly(DeferredRevocations.DeferredBatchKey batch) {
        var losses = SingletonSupplier.of(() -> deferred.findLosses(batch));
        return (user, revoked) -> losses.obtain().selectRetained(user, revoked);
    }

    private RevocationItem lastItem(@Nullable PendingWrites diff) {
        RevocationItem last = createItem(diff, Objects.requireNonNull(current).upTo());
        current = null;
        return last;
    }

    private RevocationItem createItem(@Nullable PendingWrites diff, UUID lastUser) {
        var noUsers = new UserBatch(lastUser, 0, GrantCounts.ZERO, List.of(), GrantCounts.ZERO);
        return new RevocationItem(key(Objects.requireNonNull(current)), hold, diff, noUsers);
    }

    private DeferredRevocations.DeferredBatchKey key(UserRange range) {
        return new DeferredRevocations.DeferredBatchKey(jobInstance(), comparePartition, range.upTo());
    }

    @Override
    public void write(Chunk<? extends RevocationItem> chunk) {
        for (RevocationItem item : chunk) {
            PendingWrites pendingWrites = item.pendingWrites();
            if (pendingWrites != null) {
                recordResult(reconciler.confirmPending(pendingWrites, item.hold()), pendingWrites.userCount());
            } else if (!item.batch().toReconcile().isEmpty()) {
                recordResult(
                        reconciler.confirmHolding(item.batch(), item.hold()),
                        item.batch().toReconcile().size());
            }
            deferred.markDone(item.key(), item.batch().lastUser());
        }
    }

    private void recordResult(ReconcileResult reconcileResult, int users) {
        UserBatch retained = reconcileResult.retained();
        grantCounts = grantCounts.plus(reconcileResult.written()).plus(retained.currentGrants());
        skipped += retained.userCount();
        written += users - retained.userCount();
    }

    /**
     * Overwrites Spring Batch's counts: items are batches, but operators need the number of users. The users are
     * missing in this checkpoint because the compare partition has counted them.
     */
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
