package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.PartitionProgress.PartitionCheckpoint;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.runtime.StopSignal;
import java.util.Optional;
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
 * One range of the rebuild; each item is a batch of users. Compares the users without locks and reconciles those with
 * differences. A batch with revocations is deferred until the loss guard knows the total. A restart continues after the last
 * committed batch. {@code docs/architecture/grants.md} has the modes and steps, and what a batch costs.
 */
@Component
@StepScope
class RebuildItems implements ItemStreamReader<UserBatch>, ItemWriter<UserBatch> {
    private final GrantsReconciler reconciler;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final boolean dryRun;
    private final boolean guarded;
    private final boolean trustsEvents;
    private final EventRevocationFilters eventHolds;
    private final int chunkSize;
    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final OfferLookup offers;
    private final GrantsScan scan;

    private @Nullable OfferMerchants merchants;
    private @Nullable UUID lastUser;
    private long users;
    private long read;
    private long reconciled;
    private long reportedUsers;
    private GrantCounts grantCounts;

    RebuildItems(
            RebuildReconcilers rebuildReconcilers,
            DeferredRevocations deferred,
            DeferredDiffs deferredDiffs,
            EventRevocationFilters eventHolds,
            OfferLookup offers,
            PartitionProgress partitions,
            Progress progress,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step,
            @Value("#{jobParameters['" + FullRebuildJobConfiguration.DRY_RUN + "']}") @Nullable String dryRun,
            @Value("#{jobParameters['" + FullRebuildJobConfiguration.UNGUARDED + "']}") @Nullable String unguarded,
            @Value("#{jobParameters['" + FullRebuildJobConfiguration.TRUST_EVENTS + "']}") @Nullable
                    String trustEvents) {
        this.reconciler = rebuildReconcilers.forStep(step);
        this.partitions = partitions;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.dryRun = Boolean.parseBoolean(dryRun);
        this.deferred = deferred;
        this.deferredDiffs = deferredDiffs;
        this.offers = offers;
        this.guarded =
                files.get(FullRebuildJobConfiguration.NAME).lossLimits() != null && !Boolean.parseBoolean(unguarded);
        this.trustsEvents = Boolean.parseBoolean(trustEvents);
        this.eventHolds = eventHolds;
        this.chunkSize = files.get(FullRebuildJobConfiguration.NAME).chunkSize();
        PartitionCheckpoint checkpoint = partitions.getCheckpoint(jobInstance(), step.getStepName());
        this.lastUser = checkpoint.lastUser();
        this.users = checkpoint.users();
        this.grantCounts = checkpoint.grantCounts();
        this.scan = reconciler.scan(UserRangePartitioner.rangeOf(step).startingAfter(lastUser));
    }

    @Override
    public @Nullable UserBatch read() {
        return guarded && !trustsEvents && !dryRun ? scan.nextForDeferral(chunkSize) : scan.next(chunkSize);
    }

    @Override
    public void write(Chunk<? extends UserBatch> batches) {
        for (UserBatch userBatch : batches) {
            grantCounts = grantCounts.plus(userBatch.correct()).plus(reconcile(userBatch));
            users += userBatch.userCount();
            read += userBatch.userCount();
            lastUser = userBatch.lastUser();
        }
    }

    private GrantCounts reconcile(UserBatch userBatch) {
        if (dryRun || userBatch.toReconcile().isEmpty()) {
            return userBatch.expectedChanges();
        }
        if (guarded && trustsEvents) {
            return reconcileEventBacked(userBatch);
        }
        Optional<GrantCounts> written = !guarded
                ? Optional.of(reconciler.reconcile(userBatch))
                : userBatch.expectedChanges().revoked() > 0
                        ? Optional.empty()
                        : reconciler.reconcileUnlessRevoking(userBatch);
        if (written.isPresent()) {
            reconciled += userBatch.toReconcile().size();
        } else {
            defer(userBatch);
            deferredDiffs.put(key(userBatch), userBatch.toPendingWrites(chunkSize));
        }
        return written.orElse(GrantCounts.ZERO);
    }

    /** Writes the revocations that events name, as the incremental runs would, and defers all others. */
    private GrantCounts reconcileEventBacked(UserBatch userBatch) {
        ReconcileResult done = reconciler.reconcile(userBatch, eventHolds.forRun(jobInstance()));
        reconciled += userBatch.toReconcile().size();
        if (!done.retained().toReconcile().isEmpty()) {
            defer(done.retained());
        }
        return done.written();
    }

    private void defer(UserBatch userBatch) {
        if (merchants == null) {
            merchants = OfferMerchants.of(offers.findMerchantNos());
        }
        deferred.save(
                key(userBatch),
                UserRangePartitioner.rangeOf(step).startingAfter(lastUser).from(),
                userBatch,
                merchants);
    }

    private DeferredRevocations.DeferredBatchKey key(UserBatch userBatch) {
        return new DeferredRevocations.DeferredBatchKey(jobInstance(), step.getStepName(), userBatch.lastUser());
    }

    /**
     * Called in the batch's transaction. Overwrites Spring Batch's counts: items are batches, but operators need the
     * number of users.
     */
    @Override
    public void update(ExecutionContext context) {
        step.setReadCount(read);
        step.setFilterCount(read - reconciled);
        step.setWriteCount(reconciled);
        partitions.save(jobInstance(), step.getStepName(), new PartitionCheckpoint(lastUser, users, grantCounts));
        progress.advance(users - reportedUsers);
        reportedUsers = users;
        stop.stopIfRequested(step);
    }

    private long jobInstance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
