package io.eligo.jobs.fullrebuild;

import io.eligo.customers.UserRange;
import io.eligo.grants.GrantCounts;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.PendingWrites;
import io.eligo.grants.ReconcileResult;
import io.eligo.grants.RevocationFilter;
import io.eligo.grants.UserBatch;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.PartitionProgress;
import io.eligo.jobs.PartitionProgress.Mark;
import io.eligo.jobs.StopSignal;
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
class TakeAway implements ItemStreamReader<TakeAway.Some>, ItemWriter<TakeAway.Some> {
    private final Grants grants;
    private final HeldSlices held;
    private final KeptSlices keptSlices;
    private final PartitionProgress partitions;
    private final StopSignal stop;
    private final StepExecution step;
    private final int mostInDoubt;
    private final String comparedBy;
    private final Deque<UserRange> rest;
    private @Nullable UserRange current;
    private final Deque<PendingWrites> kept = new ArrayDeque<>();
    private RevocationFilter shown = RevocationFilter.RETAIN_NOTHING;
    private @Nullable GrantsScan scan;
    private long written;
    private long left;
    private GrantCounts grantCounts;

    /** Users of a held slice: as they were decided over, or as they are found now. */
    record Some(
            HeldSlices.Key of,
            RevocationFilter shown,
            @Nullable PendingWrites pendingWrites,
            UserBatch found) {}

    TakeAway(
            GrantsOfRun grants,
            HeldSlices held,
            KeptSlices keptSlices,
            PartitionProgress partitions,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.grants = grants.of(step);
        this.held = held;
        this.keptSlices = keptSlices;
        this.partitions = partitions;
        this.stop = stop;
        this.step = step;
        this.mostInDoubt = files.get(FullRebuild.NAME).chunk();
        this.comparedBy = HeldPartitions.comparedBy(step);
        this.rest = new ArrayDeque<>(held.of(instance(), comparedBy));
        this.grantCounts = partitions.of(instance(), step.getStepName()).grantCounts();
    }

    @Override
    public @Nullable Some read() {
        if (current == null) {
            current = rest.poll();
            if (current == null) {
                return null;
            }
            shown = onlyWhatIsHeld(key(current));
            kept.addAll(keptSlices.take(key(current)));
            if (kept.isEmpty()) {
                scan = grants.scan(current);
            }
        }
        PendingWrites piece = kept.poll();
        if (piece != null) {
            return kept.isEmpty() ? last(piece) : some(piece, piece.lastUser());
        }
        UserBatch next = scan == null ? null : scan.next(mostInDoubt);
        if (next == null) {
            return last(null);
        }
        Some some = new Some(key(current), shown, null, next);
        if (next.lastUser().equals(current.upTo())) {
            current = null;
        }
        return some;
    }

    /** Read when first asked: of a slice that was kept, and over which nobody has decided since, it is never asked. */
    private RevocationFilter onlyWhatIsHeld(HeldSlices.Key slice) {
        var losses = SingletonSupplier.of(() -> held.losses(slice));
        return (user, going) -> losses.obtain().selectRetained(user, going);
    }

    private Some last(@Nullable PendingWrites piece) {
        Some last = some(piece, Objects.requireNonNull(current).upTo());
        current = null;
        return last;
    }

    private Some some(@Nullable PendingWrites piece, UUID lastUser) {
        var nobodyElse = new UserBatch(lastUser, 0, GrantCounts.ZERO, List.of(), GrantCounts.ZERO);
        return new Some(key(Objects.requireNonNull(current)), shown, piece, nobodyElse);
    }

    private HeldSlices.Key key(UserRange range) {
        return new HeldSlices.Key(instance(), comparedBy, range.upTo());
    }

    @Override
    public void write(Chunk<? extends Some> chunk) {
        for (Some some : chunk) {
            PendingWrites pendingWrites = some.pendingWrites();
            if (pendingWrites != null) {
                took(grants.reconcile(pendingWrites, some.shown()), pendingWrites.userCount());
            } else if (!some.found().toReconcile().isEmpty()) {
                took(
                        grants.reconcile(some.found(), some.shown()),
                        some.found().toReconcile().size());
            }
            held.done(some.of(), some.found().lastUser());
        }
    }

    private void took(ReconcileResult reconcileResult, int users) {
        UserBatch staying = reconcileResult.retained();
        grantCounts = grantCounts.plus(reconcileResult.written()).plus(staying.currentGrants());
        left += staying.userCount();
        written += users - staying.userCount();
    }

    /** Items are slices; what operators want counted is users. The mark has counted them when they were compared. */
    @Override
    public void update(ExecutionContext context) {
        step.setReadCount(written + left);
        step.setFilterCount(left);
        step.setWriteCount(written);
        partitions.save(instance(), step.getStepName(), new Mark(null, 0, grantCounts));
        stop.heed(step);
    }

    private long instance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
