package io.eligo.rebuild;

import io.eligo.customers.UserRange;
import io.eligo.grants.GrantsReconciler;
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
import io.eligo.rebuild.deferred.DeferredDiffs;
import io.eligo.rebuild.deferred.DeferredRevocations;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import io.eligo.rebuild.deferred.RevocationSource;
import io.eligo.rebuild.deferred.RevocationSource.Portion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
class RevocationItems implements ItemStreamReader<Portion>, ItemWriter<Portion> {
    private final GrantsReconciler reconciler;
    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final PartitionProgress partitions;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunkSize;
    private final String comparePartition;
    private final Deque<UserRange> pendingRanges;
    private RevocationSource current = () -> null;
    private long written;
    private long skipped;
    private GrantCounts grantCounts;

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
    public @Nullable Portion read() {
        Portion portion = current.next();
        while (portion == null && !pendingRanges.isEmpty()) {
            current = open(pendingRanges.remove());
            portion = current.next();
        }
        return portion;
    }

    private RevocationSource open(UserRange range) {
        var batch = new DeferredBatchKey(jobInstance(), comparePartition, range.upTo());
        RevocationHold hold = deferredLossesOnly(batch);
        List<PendingWrites> kept = deferredDiffs.remove(batch);
        return kept.isEmpty()
                ? new RevocationSource.ComparedAgain(batch, hold, reconciler.scan(range), chunkSize)
                : new RevocationSource.KeptDiffs(batch, hold, kept);
    }

    /**
     * Loads the deferred losses lazily. A batch with a cached diff whose users have not changed since never
     * needs them.
     */
    private RevocationHold deferredLossesOnly(DeferredBatchKey batch) {
        var losses = SingletonSupplier.of(() -> deferred.findLosses(batch));
        return (user, revoked) -> losses.obtain().selectRetained(user, revoked);
    }

    @Override
    public void write(Chunk<? extends Portion> portions) {
        for (Portion portion : portions) {
            if (portion.userCount() > 0) {
                recordResult(portion.write(reconciler), portion.userCount());
            }
            deferred.markDone(portion.batch(), portion.lastUser());
        }
    }

    private void recordResult(ReconcileResult reconcileResult, int users) {
        UserBatch retained = reconcileResult.retained();
        grantCounts = grantCounts.plus(reconcileResult.written()).plus(retained.currentGrants());
        skipped += retained.userCount();
        written += users - retained.userCount();
    }

    /**
     * Overwrites Spring Batch's counts: items are portions of batches, but operators need the number of users. The users are
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
