package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.RevocationSet;
import io.eligo.grants.reconcile.SetDigest;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.guard.PlannedLoss;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.outbox.Outbox;
import io.eligo.rebuild.DeferredRevocations.DeferredBatch;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * Between comparing and taking away: sums up what is held, and halts the run where that is too much. Net of what comes, over
 * all and at each merchant: customer types that move are no loss, emptied audiences are. A run that was approved compares the held users
 * once more, a slice a transaction, and goes on if nothing would go that was not shown; so does one that trusts events, before it
 * halts, since events may have come to name what is held.
 */
@Component
@StepScope
class GrantLossGuard implements Tasklet {
    // What the page shows; of the others it is not worth counting what stands.
    private static final int MAX_MERCHANTS_COUNTED = 50;

    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final EventRevocationFilters eventFilters;
    private final PartitionProgress partitions;
    private final Grants grants;
    private final OfferLookup offers;
    private final Outbox outbox;
    private final LossGuard guard;
    private final StopSignal stop;
    private final StepExecution step;
    private final JobFile.@Nullable LossLimits limits;
    private final int chunkSize;
    private final boolean trustsEvents;
    private final long jobInstance;

    private @Nullable Deque<DeferredBatch> pendingBatches;
    private @Nullable OfferMerchants merchants;
    private boolean matchesApproval;
    private long unapprovedLosses;

    GrantLossGuard(
            DeferredRevocations held,
            DeferredDiffs kept,
            EventRevocationFilters named,
            PartitionProgress partitions,
            RebuildGrants grants,
            OfferLookup offers,
            Outbox outbox,
            LossGuard guard,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.deferred = held;
        this.deferredDiffs = kept;
        this.eventFilters = named;
        this.partitions = partitions;
        this.grants = grants.forStep(step);
        this.offers = offers;
        this.outbox = outbox;
        this.guard = guard;
        this.stop = stop;
        this.step = step;
        this.limits = files.get(FullRebuildJobConfiguration.NAME).guard();
        this.chunkSize = files.get(FullRebuildJobConfiguration.NAME).chunk();
        this.trustsEvents =
                Boolean.parseBoolean(step.getJobParameters().getString(FullRebuildJobConfiguration.TRUST_EVENTS));
        this.jobInstance = step.getJobExecution().getJobInstanceId();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        if (limits == null) {
            return RepeatStatus.FINISHED;
        }
        Optional<LossGuard.ApprovedHalt> approved = guard.findApproved(jobInstance);
        if (pendingBatches == null
                && (approved.isPresent()
                        || trustsEvents && describeExcess(limits).isPresent())) {
            startComparison(approved);
        }
        if (pendingBatches != null && !pendingBatches.isEmpty()) {
            compare(pendingBatches.remove());
            stop.stopIfRequested(step);
            return RepeatStatus.CONTINUABLE;
        }
        if (approved.isEmpty() || !matchesApproval || unapprovedLosses > 0) {
            haltIfLimitExceeded(contribution, limits, approved);
        }
        return RepeatStatus.FINISHED;
    }

    // Of a comparison that was cut short some slices are not what was shown any more: then nothing shows that the rest
    // is.
    private void startComparison(Optional<LossGuard.ApprovedHalt> approved) {
        pendingBatches = new ArrayDeque<>(deferred.findAll(jobInstance));
        merchants = OfferMerchants.of(offers.findMerchantNos());
        String digest = digest(pendingBatches).toString();
        matchesApproval = approved.filter(one -> one.digest().equals(digest)).isPresent();
        deferredDiffs.clear();
        eventFilters.clear();
    }

    private void compare(DeferredBatch slice) {
        UserBatch found = trustsEvents ? scanBatch(slice).retained(eventFilters.forRun(jobInstance)) : scanBatch(slice);
        RevocationSet revocationSet = found.revocations();
        if (!revocationSet.digest().equals(slice.digest())) {
            unapprovedLosses += deferred.findLosses(slice.key()).countMissing(revocationSet);
            deferred.save(slice.key(), slice.from(), found, Objects.requireNonNull(merchants));
        }
        if (!trustsEvents) {
            deferredDiffs.put(slice.key(), found.toPendingWrites(chunkSize));
        }
    }

    private UserBatch scanBatch(DeferredBatch slice) {
        UserBatch all = UserBatch.empty(slice.key().upTo());
        GrantsScan scan = grants.scan(slice.range());
        for (UserBatch next = scan.nextForDeferral(chunkSize); next != null; next = scan.nextForDeferral(chunkSize)) {
            all = all.followedBy(next);
        }
        return all;
    }

    private static SetDigest digest(Collection<DeferredBatch> slices) {
        return slices.stream().map(DeferredBatch::digest).reduce(SetDigest.EMPTY, SetDigest::plus);
    }

    private Optional<String> describeExcess(JobFile.LossLimits limits) {
        GrantCounts goes = deferred.getTotal(jobInstance);
        return goes.revoked() == 0
                ? Optional.empty()
                : plannedLoss(goes, limits).describeExcess(limits);
    }

    private void haltIfLimitExceeded(
            StepContribution contribution, JobFile.LossLimits limits, Optional<LossGuard.ApprovedHalt> approved) {
        GrantCounts goes = deferred.getTotal(jobInstance);
        if (goes.revoked() == 0) {
            return;
        }
        PlannedLoss loss = plannedLoss(goes, limits);
        Optional<String> beyond = loss.describeExcess(limits);
        if (beyond.isPresent()) {
            // Until somebody says something others will have decided, and it would be worth nothing.
            deferredDiffs.clear();
            String differs = approved.map(this::describeUnapproved).orElse("");
            SetDigest digest = digest(deferred.findAll(jobInstance));
            guard.halt(contribution, loss, beyond.get() + differs, LossGuard.HaltDetails.of(digest));
            if (trustsEvents) {
                // What they name has been written; what is held is nobody's event.
                FullRebuildJobConfiguration.settle(step.getJobExecution().getExecutionContext(), outbox, grants);
            }
        }
    }

    private String describeUnapproved(LossGuard.ApprovedHalt approvedHalt) {
        return unapprovedLosses == 0
                ? String.format(Locale.ROOT, "; what %s approved cannot be told from it", approvedHalt.who())
                : String.format(
                        Locale.ROOT,
                        "; that is not what %s approved, %,d of them were not shown",
                        approvedHalt.who(),
                        unapprovedLosses);
    }

    /** Why a run that did this would halt, as far as all grants go; a dry run holds nothing, so it does not know merchants. */
    Optional<String> findDryRunHalt(GrantCounts total) {
        var loss = new PlannedLoss(
                "grants",
                "would go",
                true,
                total.unchanged() + total.revoked(),
                total.granted(),
                total.revoked(),
                List.of());
        return limits == null ? Optional.empty() : loss.describeExcess(limits);
    }

    private PlannedLoss plannedLoss(GrantCounts goes, JobFile.LossLimits limits) {
        GrantCounts written = partitions.getTotal(jobInstance).grantCounts();
        // What the held users have at a merchant is at least what everybody has there: who is within the limit by that
        // is so indeed.
        List<PlannedLoss.MerchantLoss> losers = deferred.findLosingMerchants(jobInstance);
        boolean suspect = losers.stream().anyMatch(merchant -> merchant.exceeds(limits));
        var loss = new PlannedLoss(
                "grants",
                "would go",
                true,
                written.unchanged() + goes.unchanged() + goes.revoked(),
                written.granted() + goes.granted(),
                goes.revoked(),
                losers);
        if (!suspect && loss.describeExcess(limits).isEmpty()) {
            return loss;
        }
        Map<Integer, Long> standing = grants.countByMerchant(Stream.concat(
                        losers.stream().limit(MAX_MERCHANTS_COUNTED),
                        losers.stream().filter(merchant -> merchant.exceeds(limits)))
                .map(PlannedLoss.MerchantLoss::merchantNo)
                .collect(Collectors.toSet()));
        return new PlannedLoss(
                loss.subject(),
                loss.effect(),
                loss.net(),
                loss.standing(),
                loss.granted(),
                loss.revoked(),
                losers.stream()
                        .map(merchant -> new PlannedLoss.MerchantLoss(
                                merchant.merchantNo(),
                                standing.getOrDefault(merchant.merchantNo(), merchant.standing()),
                                merchant.granted(),
                                merchant.revoked()))
                        .toList());
    }
}
