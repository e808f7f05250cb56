package io.eligo.jobs.fullrebuild;

import io.eligo.catalog.Offers;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.OfferMerchants;
import io.eligo.grants.Reconciled;
import io.eligo.grants.Slice;
import io.eligo.grants.Tally;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.PartitionProgress;
import io.eligo.jobs.PartitionProgress.Mark;
import io.eligo.jobs.Progress;
import io.eligo.jobs.StopSignal;
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
 * One range of the rebuild, slice by slice, an item each: compares its users without locks and reconciles those who are not
 * right. A slice costs some pages of relations and rows, one mark, and where somebody is in doubt one lock, one look at whether
 * others have decided meanwhile, then also one look at the log and two reads, and one to three writes. What would take anything
 * away is held instead, at the cost of one write, until it is known how much that is. Begins behind the last slice that was committed.
 */
@Component
@StepScope
class RangeOfUsers implements ItemStreamReader<Slice>, ItemWriter<Slice> {
    private final Grants grants;
    private final PartitionProgress partitions;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final boolean dryRun;
    private final boolean guarded;
    private final boolean trustsEvents;
    private final NamedByQueue named;
    private final int mostInDoubt;
    private final HeldSlices held;
    private final KeptSlices keptSlices;
    private final Offers offers;
    private final GrantsScan scan;

    private @Nullable OfferMerchants merchants;
    private @Nullable UUID lastUser;
    private long users;
    private long read;
    private long reconciled;
    private long shown;
    private Tally tally;

    RangeOfUsers(
            GrantsOfRun grants,
            HeldSlices held,
            KeptSlices keptSlices,
            NamedByQueue named,
            Offers offers,
            PartitionProgress partitions,
            Progress progress,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step,
            @Value("#{jobParameters['" + FullRebuild.DRY_RUN + "']}") @Nullable String dryRun,
            @Value("#{jobParameters['" + FullRebuild.UNGUARDED + "']}") @Nullable String unguarded,
            @Value("#{jobParameters['" + FullRebuild.TRUST_EVENTS + "']}") @Nullable String trustEvents) {
        this.grants = grants.of(step);
        this.partitions = partitions;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.dryRun = Boolean.parseBoolean(dryRun);
        this.held = held;
        this.keptSlices = keptSlices;
        this.offers = offers;
        this.guarded = files.get(FullRebuild.NAME).guard() != null && !Boolean.parseBoolean(unguarded);
        this.trustsEvents = Boolean.parseBoolean(trustEvents);
        this.named = named;
        this.mostInDoubt = files.get(FullRebuild.NAME).chunk();
        Mark mark = partitions.of(instance(), step.getStepName());
        this.lastUser = mark.lastUser();
        this.users = mark.users();
        this.tally = mark.tally();
        this.scan = this.grants.scan(Ranges.of(step).behind(lastUser));
    }

    @Override
    public @Nullable Slice read() {
        return guarded && !trustsEvents && !dryRun ? scan.nextToHold(mostInDoubt) : scan.next(mostInDoubt);
    }

    @Override
    public void write(Chunk<? extends Slice> slices) {
        for (Slice slice : slices) {
            tally = tally.plus(slice.right()).plus(brought(slice));
            users += slice.users();
            read += slice.users();
            lastUser = slice.lastUser();
        }
    }

    private Tally brought(Slice slice) {
        if (dryRun || slice.inDoubt().isEmpty()) {
            return slice.wrong();
        }
        if (guarded && trustsEvents) {
            return broughtAsNamed(slice);
        }
        Optional<Tally> written = !guarded
                ? Optional.of(grants.reconcile(slice))
                : slice.wrong().revoked() > 0 ? Optional.empty() : grants.reconcileUnlessItTakesAway(slice);
        if (written.isPresent()) {
            reconciled += slice.inDoubt().size();
        } else {
            hold(slice);
            keptSlices.keep(key(slice), slice.kept(mostInDoubt));
        }
        return written.orElse(Tally.NONE);
    }

    /** What events name goes as it goes elsewhere; anything else that would go is held. */
    private Tally broughtAsNamed(Slice slice) {
        Reconciled done = grants.reconcile(slice, named.filter(instance()));
        reconciled += slice.inDoubt().size();
        if (!done.staying().inDoubt().isEmpty()) {
            hold(done.staying());
        }
        return done.written();
    }

    private void hold(Slice slice) {
        if (merchants == null) {
            merchants = OfferMerchants.of(offers.merchantNos());
        }
        held.hold(key(slice), Ranges.of(step).behind(lastUser).from(), slice, merchants);
    }

    private HeldSlices.Key key(Slice slice) {
        return new HeldSlices.Key(instance(), step.getStepName(), slice.lastUser());
    }

    /** Within the slice's transaction. Items are slices; what operators want counted is users. */
    @Override
    public void update(ExecutionContext context) {
        step.setReadCount(read);
        step.setFilterCount(read - reconciled);
        step.setWriteCount(reconciled);
        partitions.save(instance(), step.getStepName(), new Mark(lastUser, users, tally));
        progress.advance(users - shown);
        shown = users;
        stop.heed(step);
    }

    private long instance() {
        return step.getJobExecution().getJobInstanceId();
    }
}
