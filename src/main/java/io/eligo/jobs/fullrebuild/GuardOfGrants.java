package io.eligo.jobs.fullrebuild;

import io.eligo.grants.Grants;
import io.eligo.grants.Tally;
import io.eligo.jobs.Guard;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.Loss;
import io.eligo.jobs.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Between comparing and taking away: sums up what is held, and halts the run where that is too much. Net of what comes, over
 * all and at each merchant: customer types that move are no loss, emptied audiences are.
 */
@Component
class GuardOfGrants implements Tasklet {
    // What the page shows; of the others it is not worth counting what stands.
    private static final int SHOWN = 50;

    private final HeldSlices held;
    private final KeptSlices kept;
    private final PartitionProgress partitions;
    private final Grants grants;
    private final Guard guard;
    private final JobFile.@Nullable Limits limits;

    GuardOfGrants(
            HeldSlices held,
            KeptSlices kept,
            PartitionProgress partitions,
            Grants grants,
            Guard guard,
            JobFiles files) {
        this.held = held;
        this.kept = kept;
        this.partitions = partitions;
        this.grants = grants;
        this.guard = guard;
        this.limits = files.get(FullRebuild.NAME).guard();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        long run = contribution.getStepExecution().getJobExecution().getJobInstanceId();
        Tally goes = held.total(run);
        if (limits != null && goes.revoked() > 0 && !guard.approved(run, goes.revoked())) {
            Loss loss = loss(run, goes, limits);
            Optional<String> beyond = loss.beyond(limits);
            if (beyond.isPresent()) {
                // Until somebody says something others will have decided, and it would be worth nothing.
                kept.forgetAll();
                guard.halt(contribution, loss, beyond.get(), List.of());
            }
        }
        return RepeatStatus.FINISHED;
    }

    /** Why a run that did this would halt, as far as all grants go; a dry run holds nothing, so it does not know merchants. */
    Optional<String> wouldHalt(Tally total) {
        var loss = new Loss(
                "grants",
                "would go",
                true,
                total.unchanged() + total.revoked(),
                total.granted(),
                total.revoked(),
                List.of());
        return limits == null ? Optional.empty() : loss.beyond(limits);
    }

    private Loss loss(long run, Tally goes, JobFile.Limits limits) {
        Tally written = partitions.total(run).tally();
        // What the held users have at a merchant is at least what everybody has there: who is within the limit by that
        // is so indeed.
        List<Loss.AtMerchant> losers = held.losers(run);
        boolean suspect = losers.stream().anyMatch(merchant -> merchant.beyond(limits));
        var loss = new Loss(
                "grants",
                "would go",
                true,
                written.unchanged() + goes.unchanged() + goes.revoked(),
                written.granted() + goes.granted(),
                goes.revoked(),
                losers);
        if (!suspect && loss.beyond(limits).isEmpty()) {
            return loss;
        }
        Map<Integer, Long> standing = grants.standing(
                Stream.concat(losers.stream().limit(SHOWN), losers.stream().filter(merchant -> merchant.beyond(limits)))
                        .map(Loss.AtMerchant::merchantNo)
                        .collect(Collectors.toSet()));
        return new Loss(
                loss.what(),
                loss.would(),
                loss.net(),
                loss.standing(),
                loss.granted(),
                loss.revoked(),
                losers.stream()
                        .map(merchant -> new Loss.AtMerchant(
                                merchant.merchantNo(),
                                standing.getOrDefault(merchant.merchantNo(), merchant.standing()),
                                merchant.granted(),
                                merchant.revoked()))
                        .toList());
    }
}
