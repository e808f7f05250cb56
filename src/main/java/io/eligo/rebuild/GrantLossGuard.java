package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.RevocationSet;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.jobs.files.FullRebuildArguments;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.guard.HaltDetails;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.platform.SetDigest;
import io.eligo.rebuild.DeferredRevocations.DeferredBatch;
import io.eligo.rebuild.RebuildLosses.ExcessiveLoss;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Halts the run if its deferred revocations exceed the loss limits; runs between the comparison and the revocations. An approved
 * run compares the deferred users once more, a batch per transaction, and continues if it would revoke only what was shown. A run
 * that trusts events also compares them once more before it halts, since newer events may name deferred revocations.
 */
@Component
@StepScope
class GrantLossGuard implements Tasklet {
    private final DeferredRevocations deferred;
    private final RebuildLosses losses;
    private final RebuildState state;
    private final FirstSnapshot firstSnapshot;
    private final OfferLookup offers;
    private final LossGuard guard;
    private final GuardHalts halts;
    private final StopSignal stop;
    private final StepExecution step;
    private final int chunkSize;
    private final boolean trustsEvents;
    private final long jobInstance;

    private @Nullable Deque<DeferredBatch> pendingBatches;
    private @Nullable OfferMerchants merchants;
    private boolean matchesApproval;
    private long unapprovedLosses;

    GrantLossGuard(
            DeferredRevocations deferred,
            RebuildLosses losses,
            RebuildStates states,
            FirstSnapshot firstSnapshot,
            OfferLookup offers,
            LossGuard guard,
            GuardHalts halts,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.deferred = deferred;
        this.losses = losses;
        this.state = states.forStep(step);
        this.firstSnapshot = firstSnapshot;
        this.offers = offers;
        this.guard = guard;
        this.halts = halts;
        this.stop = stop;
        this.step = step;
        this.chunkSize = files.get(JobNames.FULL_REBUILD).chunkSize();
        this.trustsEvents = FullRebuildArguments.of(step.getJobParameters()).trustEvents();
        this.jobInstance = step.getJobExecution().getJobInstanceId();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        if (!losses.areLimited()) {
            return RepeatStatus.FINISHED;
        }
        Optional<GuardHalts.ApprovedHalt> approved = halts.findApproved(jobInstance);
        if (pendingBatches == null
                && (approved.isPresent()
                        || trustsEvents && losses.findExcess(jobInstance).isPresent())) {
            startComparison(approved);
        }
        if (pendingBatches != null && !pendingBatches.isEmpty()) {
            compare(pendingBatches.remove());
            stop.stopIfRequested(step);
            return RepeatStatus.CONTINUABLE;
        }
        if (approved.isEmpty() || !matchesApproval || unapprovedLosses > 0) {
            haltIfLimitExceeded(contribution, approved);
        }
        return RepeatStatus.FINISHED;
    }

    // A comparison that was interrupted leaves some batches that differ from those shown. Then the digest cannot prove
    // that the other batches are unchanged.
    private void startComparison(Optional<GuardHalts.ApprovedHalt> approved) {
        pendingBatches = new ArrayDeque<>(deferred.findAll(jobInstance));
        merchants = OfferMerchants.of(offers.findMerchantNos());
        String digest = digest(pendingBatches).toString();
        matchesApproval =
                approved.filter(approval -> approval.digest().equals(digest)).isPresent();
        state.eventHold().invalidate();
    }

    private void compare(DeferredBatch batch) {
        UserBatch found = trustsEvents ? scanBatch(batch).retained(state.eventHold()) : scanBatch(batch);
        RevocationSet revocationSet = found.revocations();
        if (!revocationSet.digest().equals(batch.digest())) {
            unapprovedLosses += deferred.findLosses(batch.key()).countMissing(revocationSet);
            deferred.save(batch.key(), batch.from(), found, Objects.requireNonNull(merchants));
        }
        if (!trustsEvents) {
            state.deferredDiffs().put(batch.key(), found.toPendingWrites(chunkSize));
        }
    }

    private UserBatch scanBatch(DeferredBatch batch) {
        UserBatch all = UserBatch.empty(batch.key().upTo());
        GrantsScan scan = state.reconciler().scan(batch.range());
        for (UserBatch next = scan.nextForDeferral(chunkSize); next != null; next = scan.nextForDeferral(chunkSize)) {
            all = all.followedBy(next);
        }
        return all;
    }

    private static SetDigest digest(Collection<DeferredBatch> batches) {
        return batches.stream().map(DeferredBatch::digest).reduce(SetDigest.EMPTY, SetDigest::plus);
    }

    private void haltIfLimitExceeded(StepContribution contribution, Optional<GuardHalts.ApprovedHalt> approved) {
        Optional<ExcessiveLoss> excess = losses.findExcess(jobInstance);
        if (excess.isEmpty()) {
            return;
        }
        String unapproved = approved.map(this::describeUnapproved).orElse("");
        HaltDetails details = HaltDetails.of(digest(deferred.findAll(jobInstance)));
        guard.halt(contribution, excess.get().loss(), excess.get().message() + unapproved, details);
        if (trustsEvents) {
            // The revocations that the events name have been written. No event names the deferred ones.
            firstSnapshot.settleEvents(step.getJobExecution());
        }
    }

    private String describeUnapproved(GuardHalts.ApprovedHalt approvedHalt) {
        return unapprovedLosses == 0
                ? String.format(
                        Locale.ROOT,
                        "; whether the approval of %s covers it cannot be determined",
                        approvedHalt.operator())
                : String.format(
                        Locale.ROOT,
                        "; not covered by the approval of %s: %,d losses were not shown",
                        approvedHalt.operator(),
                        unapprovedLosses);
    }
}
