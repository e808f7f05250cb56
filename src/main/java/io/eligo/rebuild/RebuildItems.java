package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.FullRebuildArguments;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.PartitionProgress.PartitionCheckpoint;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.rebuild.deferred.BatchDeferral;
import io.eligo.rebuild.deferred.DeferredRevocations;
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
 * One range of the rebuild; each item is a batch of users. Compares the users without locks, and writes or defers the differences
 * as the {@link RebuildMode} says. A restart continues after the last committed batch. {@code docs/architecture/grants.md} has the
 * modes and steps, and what a batch costs.
 */
@Component
@StepScope
class RebuildItems implements ItemStreamReader<UserBatch>, ItemWriter<UserBatch> {
    private final RebuildMode mode;
    private final GrantsReconciler reconciler;
    private final BatchDeferral deferral;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final EventRevocationHold eventHold;
    private final int chunkSize;
    private final GrantsScan scan;

    private @Nullable UUID lastUser;
    private long users;
    private long read;
    private long reconciled;
    private long reportedUsers;
    private GrantCounts grantCounts;

    RebuildItems(
            RebuildStates states,
            DeferredRevocations deferred,
            OfferLookup offers,
            PartitionProgress partitions,
            Progress progress,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        JobFile file = files.get(JobNames.FULL_REBUILD);
        RebuildState state = states.forStep(step);
        this.mode = RebuildMode.of(FullRebuildArguments.of(step.getJobParameters()), file.lossLimits() != null);
        this.reconciler = state.reconciler();
        this.deferral = new BatchDeferral(deferred, state.deferredDiffs(), offers, step);
        this.eventHold = state.eventHold();
        this.partitions = partitions;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.chunkSize = file.chunkSize();
        PartitionCheckpoint checkpoint = partitions.getCheckpoint(jobInstance(), step.getStepName());
        this.lastUser = checkpoint.lastUser();
        this.users = checkpoint.users();
        this.grantCounts = checkpoint.grantCounts();
        this.scan = reconciler.scan(UserRangePartitioner.rangeOf(step).startingAfter(lastUser));
    }

    @Override
    public @Nullable UserBatch read() {
        return mode == RebuildMode.GUARDED ? scan.nextForDeferral(chunkSize) : scan.next(chunkSize);
    }

    @Override
    public void write(Chunk<? extends UserBatch> batches) {
        for (UserBatch userBatch : batches) {
            grantCounts = grantCounts.plus(userBatch.correct()).plus(write(userBatch));
            users += userBatch.userCount();
            read += userBatch.userCount();
            lastUser = userBatch.lastUser();
        }
    }

    /** Returns the counts of the users to reconcile; none of a deferred batch, which {@link DeferredRevocations} counts. */
    private GrantCounts write(UserBatch userBatch) {
        if (userBatch.toReconcile().isEmpty()) {
            return userBatch.expectedChanges();
        }
        return switch (mode) {
            case DRY_RUN -> userBatch.expectedChanges();
            case UNGUARDED -> writeAll(userBatch);
            case GUARDED -> writeOrDefer(userBatch);
            case TRUST_EVENTS -> writeWhatEventsName(userBatch);
        };
    }

    private GrantCounts writeAll(UserBatch userBatch) {
        GrantCounts written = reconciler.confirm(userBatch);
        reconciled += userBatch.toReconcile().size();
        return written;
    }

    private GrantCounts writeOrDefer(UserBatch userBatch) {
        Optional<GrantCounts> written = userBatch.expectedChanges().revoked() > 0
                ? Optional.empty()
                : reconciler.confirmUnlessRevoking(userBatch);
        if (written.isPresent()) {
            reconciled += userBatch.toReconcile().size();
        } else {
            deferral.deferWithDiffs(nextUser(), userBatch, chunkSize);
        }
        return written.orElse(GrantCounts.ZERO);
    }

    /** Writes the revocations that events name, as the incremental runs would, and defers all others. */
    private GrantCounts writeWhatEventsName(UserBatch userBatch) {
        ReconcileResult done = reconciler.confirmHolding(userBatch, eventHold);
        reconciled += userBatch.toReconcile().size();
        if (!done.retained().toReconcile().isEmpty()) {
            deferral.defer(nextUser(), done.retained());
        }
        return done.written();
    }

    private UUID nextUser() {
        return UserRangePartitioner.rangeOf(step).startingAfter(lastUser).from();
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
