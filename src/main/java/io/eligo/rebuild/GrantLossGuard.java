package io.eligo.rebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
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
 * Runs between the comparison and the revocations: sums up the deferred revocations, and halts the run if they exceed
 * the limits. Losses are net of gains, over all grants and at each merchant: a user who changes type loses and gains, an emptied
 * audience is a loss only. An approved run compares the deferred users once more, a batch per transaction, and continues
 * if it would revoke only what was shown. A run that trusts events also compares them once more before it halts, since
 * newer events may name deferred revocations.
 */
@Component
@StepScope
class GrantLossGuard implements Tasklet {
    // The number of merchants that the console shows. Counting the current grants of more merchants is not worth
    // its cost.
    private static final int MAX_MERCHANTS_COUNTED = 50;

    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final EventRevocationFilters eventHolds;
    private final PartitionProgress partitions;
    private final GrantsReconciler reconciler;
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
            DeferredRevocations deferred,
            DeferredDiffs deferredDiffs,
            EventRevocationFilters eventHolds,
            PartitionProgress partitions,
            RebuildReconcilers rebuildReconcilers,
            Grants grants,
            OfferLookup offers,
            Outbox outbox,
            LossGuard guard,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.deferred = deferred;
        this.deferredDiffs = deferredDiffs;
        this.eventHolds = eventHolds;
        this.partitions = partitions;
        this.reconciler = rebuildReconcilers.forStep(step);
        this.grants = grants;
        this.offers = offers;
        this.outbox = outbox;
        this.guard = guard;
        this.stop = stop;
        this.step = step;
        this.limits = files.get(FullRebuildJobConfiguration.NAME).lossLimits();
        this.chunkSize = files.get(FullRebuildJobConfiguration.NAME).chunkSize();
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

    // A comparison that was interrupted leaves some batches that differ from those shown. Then the digest cannot prove
    // that the other batches are unchanged.
    private void startComparison(Optional<LossGuard.ApprovedHalt> approved) {
        pendingBatches = new ArrayDeque<>(deferred.findAll(jobInstance));
        merchants = OfferMerchants.of(offers.findMerchantNos());
        String digest = digest(pendingBatches).toString();
        matchesApproval =
                approved.filter(approval -> approval.digest().equals(digest)).isPresent();
        deferredDiffs.clear();
        eventHolds.clear();
    }

    private void compare(DeferredBatch batch) {
        UserBatch found = trustsEvents ? scanBatch(batch).retained(eventHolds.forRun(jobInstance)) : scanBatch(batch);
        RevocationSet revocationSet = found.revocations();
        if (!revocationSet.digest().equals(batch.digest())) {
            unapprovedLosses += deferred.findLosses(batch.key()).countMissing(revocationSet);
            deferred.save(batch.key(), batch.from(), found, Objects.requireNonNull(merchants));
        }
        if (!trustsEvents) {
            deferredDiffs.put(batch.key(), found.toPendingWrites(chunkSize));
        }
    }

    private UserBatch scanBatch(DeferredBatch batch) {
        UserBatch all = UserBatch.empty(batch.key().upTo());
        GrantsScan scan = reconciler.scan(batch.range());
        for (UserBatch next = scan.nextForDeferral(chunkSize); next != null; next = scan.nextForDeferral(chunkSize)) {
            all = all.followedBy(next);
        }
        return all;
    }

    private static SetDigest digest(Collection<DeferredBatch> batches) {
        return batches.stream().map(DeferredBatch::digest).reduce(SetDigest.EMPTY, SetDigest::plus);
    }

    private Optional<String> describeExcess(JobFile.LossLimits limits) {
        GrantCounts deferredCounts = deferred.getTotal(jobInstance);
        return deferredCounts.revoked() == 0
                ? Optional.empty()
                : plannedLoss(deferredCounts, limits).describeExcess(limits);
    }

    private void haltIfLimitExceeded(
            StepContribution contribution, JobFile.LossLimits limits, Optional<LossGuard.ApprovedHalt> approved) {
        GrantCounts deferredCounts = deferred.getTotal(jobInstance);
        if (deferredCounts.revoked() == 0) {
            return;
        }
        PlannedLoss loss = plannedLoss(deferredCounts, limits);
        Optional<String> excess = loss.describeExcess(limits);
        if (excess.isPresent()) {
            // By the time of an approval other transactions will have changed these users, and the cached diffs would
            // be useless.
            deferredDiffs.clear();
            String unapproved = approved.map(this::describeUnapproved).orElse("");
            SetDigest digest = digest(deferred.findAll(jobInstance));
            guard.halt(contribution, loss, excess.get() + unapproved, LossGuard.HaltDetails.of(digest));
            if (trustsEvents) {
                // The revocations that the events name have been written. No event names the deferred ones.
                FullRebuildJobConfiguration.settle(step.getJobExecution().getExecutionContext(), outbox, grants);
            }
        }
    }

    private String describeUnapproved(LossGuard.ApprovedHalt approvedHalt) {
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

    /**
     * Why a run with these counts would halt, judged by the limit on all grants only: a dry run defers nothing, so it
     * has no counts per merchant.
     */
    Optional<String> findDryRunHalt(GrantCounts total) {
        var loss = new PlannedLoss(
                "grants",
                "would be revoked",
                true,
                total.unchanged() + total.revoked(),
                total.granted(),
                total.revoked(),
                List.of());
        return limits == null ? Optional.empty() : loss.describeExcess(limits);
    }

    private PlannedLoss plannedLoss(GrantCounts deferredCounts, JobFile.LossLimits limits) {
        GrantCounts written = partitions.getTotal(jobInstance).grantCounts();
        // The deferred users have at most the grants of all users at a merchant: a merchant within its limit by their
        // count is also within it by the full count.
        List<PlannedLoss.MerchantLoss> losers = deferred.findLosingMerchants(jobInstance);
        boolean suspect = losers.stream().anyMatch(merchant -> merchant.exceeds(limits));
        var loss = new PlannedLoss(
                "grants",
                "would be revoked",
                true,
                written.unchanged() + deferredCounts.unchanged() + deferredCounts.revoked(),
                written.granted() + deferredCounts.granted(),
                deferredCounts.revoked(),
                losers);
        if (!suspect && loss.describeExcess(limits).isEmpty()) {
            return loss;
        }
        Map<Integer, Long> current = grants.countByMerchant(Stream.concat(
                        losers.stream().limit(MAX_MERCHANTS_COUNTED),
                        losers.stream().filter(merchant -> merchant.exceeds(limits)))
                .map(PlannedLoss.MerchantLoss::merchantNo)
                .collect(Collectors.toSet()));
        return new PlannedLoss(
                loss.subject(),
                loss.effect(),
                loss.net(),
                loss.current(),
                loss.granted(),
                loss.revoked(),
                losers.stream()
                        .map(merchant -> new PlannedLoss.MerchantLoss(
                                merchant.merchantNo(),
                                current.getOrDefault(merchant.merchantNo(), merchant.current()),
                                merchant.granted(),
                                merchant.revoked()))
                        .toList());
    }
}
