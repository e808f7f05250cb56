package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.jobs.files.FullRebuildArguments;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.guard.GuardHalts.ApprovedHalt;
import io.eligo.jobs.guard.HaltDetails;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.rebuild.RebuildLosses.ExcessiveLoss;
import io.eligo.rebuild.deferred.DeferredRevocations;
import java.util.Locale;
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
 * Halts the run if its deferred revocations exceed the loss limits; runs between the comparison and the revocations. In two cases it
 * first compares the deferred users once more ({@link DeferredRecheck}), one batch per call:
 *
 * <ul>
 *   <li>The run is approved. It continues, whatever the limits, if it would revoke only what was shown.
 *   <li>The run trusts events and exceeds the limits. Newer events may name deferred revocations.
 * </ul>
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

    // Null until one is needed.
    private @Nullable DeferredRecheck recheck;

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
        ApprovedHalt approved = halts.findApproved(jobInstance).orElse(null);
        if (recheck == null
                && (approved != null
                        || trustsEvents && losses.findExcess(jobInstance).isPresent())) {
            recheck = beginRecheck(approved);
        }
        if (recheck != null && recheck.compareNext()) {
            stop.stopIfRequested(step);
            return RepeatStatus.CONTINUABLE;
        }
        if (approved == null || recheck == null) {
            haltIfLimitExceeded(contribution, "");
        } else if (!recheck.isCoveredByApproval()) {
            haltIfLimitExceeded(contribution, describeUnapproved(approved, recheck.lossesNotShown()));
        }
        return RepeatStatus.FINISHED;
    }

    private DeferredRecheck beginRecheck(@Nullable ApprovedHalt approved) {
        state.eventHold().invalidate();
        return new DeferredRecheck(
                deferred,
                state,
                OfferMerchants.of(offers.findMerchantNos()),
                deferred.findAll(jobInstance),
                approved == null ? null : approved.digest(),
                trustsEvents,
                chunkSize);
    }

    /** @param unapproved ends the message; empty without an approval */
    private void haltIfLimitExceeded(StepContribution contribution, String unapproved) {
        Optional<ExcessiveLoss> excess = losses.findExcess(jobInstance);
        if (excess.isEmpty()) {
            return;
        }
        HaltDetails details = HaltDetails.of(DeferredRecheck.digest(deferred.findAll(jobInstance)));
        guard.halt(contribution, excess.get().loss(), excess.get().message() + unapproved, details);
        if (trustsEvents) {
            // The revocations that the events name have been written. No event names the deferred ones.
            firstSnapshot.settleEvents(step.getJobExecution());
        }
    }

    private static String describeUnapproved(ApprovedHalt approved, long lossesNotShown) {
        return lossesNotShown == 0
                ? String.format(
                        Locale.ROOT, "; whether the approval of %s covers it cannot be determined", approved.operator())
                : String.format(
                        Locale.ROOT,
                        "; not covered by the approval of %s: %,d losses were not shown",
                        approved.operator(),
                        lossesNotShown);
    }
}
