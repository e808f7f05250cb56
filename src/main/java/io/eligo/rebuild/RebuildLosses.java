package io.eligo.rebuild;

import io.eligo.grants.Grants;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.files.JobFile.LossLimits;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.PlannedLoss;
import io.eligo.jobs.guard.PlannedLoss.MerchantLoss;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.rebuild.deferred.DeferredRevocations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sums what a rebuild would revoke, and says whether that exceeds the loss limits of the job file. Losses are net of gains, over
 * all grants and at each merchant: a user who changes type loses and gains, an emptied audience is a loss only.
 */
@Component
class RebuildLosses {
    // The number of merchants that the console shows. Counting the current grants of more merchants is not worth
    // its cost.
    private static final int MAX_MERCHANTS_COUNTED = 50;

    private final DeferredRevocations deferred;
    private final PartitionProgress partitions;
    private final Grants grants;
    private final @Nullable LossLimits limits;

    RebuildLosses(DeferredRevocations deferred, PartitionProgress partitions, Grants grants, JobFiles files) {
        this.deferred = deferred;
        this.partitions = partitions;
        this.grants = grants;
        this.limits = files.get(JobNames.FULL_REBUILD).lossLimits();
    }

    /**
     * A loss over the limits.
     *
     * @param message what would be lost and which limit that exceeds
     */
    record ExcessiveLoss(PlannedLoss loss, String message) {}

    /** Whether the losses of a run are limited. */
    boolean areLimited() {
        return limits != null;
    }

    /** The loss that the deferred revocations of the run would be; empty if it is within the limits. */
    Optional<ExcessiveLoss> findExcess(long jobInstance) {
        GrantCounts deferredCounts = deferred.getTotal(jobInstance);
        if (limits == null || deferredCounts.revoked() == 0) {
            return Optional.empty();
        }
        PlannedLoss loss = plannedLoss(jobInstance, deferredCounts, limits);
        return loss.describeExcess(limits).map(message -> new ExcessiveLoss(loss, message));
    }

    /**
     * Why a run with these counts would halt, judged by the limit on all grants only: a dry run defers nothing, so it
     * has no counts per merchant.
     */
    Optional<String> describeDryRunExcess(GrantCounts total) {
        PlannedLoss loss = grantLoss(total.unchanged() + total.revoked(), total.granted(), total.revoked(), List.of());
        return limits == null ? Optional.empty() : loss.describeExcess(limits);
    }

    private PlannedLoss plannedLoss(long jobInstance, GrantCounts deferredCounts, LossLimits limits) {
        GrantCounts written = partitions.getTotal(jobInstance).grantCounts();
        List<MerchantLoss> losers = deferred.findLosingMerchants(jobInstance);
        long current = written.unchanged() + deferredCounts.unchanged() + deferredCounts.revoked();
        long granted = written.granted() + deferredCounts.granted();
        PlannedLoss loss = grantLoss(current, granted, deferredCounts.revoked(), losers);
        // The deferred users have at most the grants of all users at a merchant: a merchant within its limit by their
        // count is also within it by the full count.
        boolean suspect = losers.stream().anyMatch(merchant -> merchant.exceeds(limits));
        return !suspect && loss.describeExcess(limits).isEmpty()
                ? loss
                : grantLoss(current, granted, deferredCounts.revoked(), countCurrentGrants(losers, limits));
    }

    private List<MerchantLoss> countCurrentGrants(List<MerchantLoss> losers, LossLimits limits) {
        Map<Integer, Long> current = grants.countByMerchant(Stream.concat(
                        losers.stream().limit(MAX_MERCHANTS_COUNTED),
                        losers.stream().filter(merchant -> merchant.exceeds(limits)))
                .map(MerchantLoss::merchantNo)
                .collect(Collectors.toSet()));
        return losers.stream()
                .map(merchant -> new MerchantLoss(
                        merchant.merchantNo(),
                        current.getOrDefault(merchant.merchantNo(), merchant.current()),
                        merchant.granted(),
                        merchant.revoked()))
                .toList();
    }

    private static PlannedLoss grantLoss(long current, long granted, long revoked, List<MerchantLoss> merchants) {
        return new PlannedLoss("grants", "would be revoked", true, current, granted, revoked, merchants);
    }
}
