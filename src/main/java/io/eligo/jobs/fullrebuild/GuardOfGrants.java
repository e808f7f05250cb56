package io.eligo.jobs.fullrebuild;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.GrantCounts;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.OfferMerchants;
import io.eligo.grants.RevocationSet;
import io.eligo.grants.SetDigest;
import io.eligo.grants.UserBatch;
import io.eligo.jobs.Guard;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.Loss;
import io.eligo.jobs.PartitionProgress;
import io.eligo.jobs.StopSignal;
import io.eligo.jobs.fullrebuild.HeldSlices.Held;
import io.eligo.outbox.Outbox;
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
class GuardOfGrants implements Tasklet {
    // What the page shows; of the others it is not worth counting what stands.
    private static final int SHOWN = 50;

    private final HeldSlices held;
    private final KeptSlices kept;
    private final NamedByQueue named;
    private final PartitionProgress partitions;
    private final Grants grants;
    private final OfferLookup offers;
    private final Outbox outbox;
    private final Guard guard;
    private final StopSignal stop;
    private final StepExecution step;
    private final JobFile.@Nullable Limits limits;
    private final int mostInDoubt;
    private final boolean trustsEvents;
    private final long run;

    private @Nullable Deque<Held> toCompare;
    private @Nullable OfferMerchants merchants;
    private boolean shown;
    private long notShown;

    GuardOfGrants(
            HeldSlices held,
            KeptSlices kept,
            NamedByQueue named,
            PartitionProgress partitions,
            GrantsOfRun grants,
            OfferLookup offers,
            Outbox outbox,
            Guard guard,
            StopSignal stop,
            JobFiles files,
            @Value("#{stepExecution}") StepExecution step) {
        this.held = held;
        this.kept = kept;
        this.named = named;
        this.partitions = partitions;
        this.grants = grants.of(step);
        this.offers = offers;
        this.outbox = outbox;
        this.guard = guard;
        this.stop = stop;
        this.step = step;
        this.limits = files.get(FullRebuild.NAME).guard();
        this.mostInDoubt = files.get(FullRebuild.NAME).chunk();
        this.trustsEvents = Boolean.parseBoolean(step.getJobParameters().getString(FullRebuild.TRUST_EVENTS));
        this.run = step.getJobExecution().getJobInstanceId();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        if (limits == null) {
            return RepeatStatus.FINISHED;
        }
        Optional<Guard.Approved> approved = guard.approved(run);
        if (toCompare == null
                && (approved.isPresent() || trustsEvents && beyond(limits).isPresent())) {
            begin(approved);
        }
        if (toCompare != null && !toCompare.isEmpty()) {
            compare(toCompare.remove());
            stop.heed(step);
            return RepeatStatus.CONTINUABLE;
        }
        if (approved.isEmpty() || !shown || notShown > 0) {
            haltIfBeyond(contribution, limits, approved);
        }
        return RepeatStatus.FINISHED;
    }

    // Of a comparison that was cut short some slices are not what was shown any more: then nothing shows that the rest
    // is.
    private void begin(Optional<Guard.Approved> approved) {
        toCompare = new ArrayDeque<>(held.all(run));
        merchants = OfferMerchants.of(offers.findMerchantNos());
        String digest = digest(toCompare).toString();
        shown = approved.filter(one -> one.digest().equals(digest)).isPresent();
        kept.forgetAll();
        named.forget();
    }

    private void compare(Held slice) {
        UserBatch found = trustsEvents ? found(slice).retained(named.filter(run)) : found(slice);
        RevocationSet revocationSet = found.revocations();
        if (!revocationSet.digest().equals(slice.digest())) {
            notShown += held.losses(slice.key()).countMissing(revocationSet);
            held.hold(slice.key(), slice.from(), found, Objects.requireNonNull(merchants));
        }
        if (!trustsEvents) {
            kept.keep(slice.key(), found.toPendingWrites(mostInDoubt));
        }
    }

    private UserBatch found(Held slice) {
        UserBatch all = UserBatch.empty(slice.key().upTo());
        GrantsScan scan = grants.scan(slice.range());
        for (UserBatch next = scan.nextForDeferral(mostInDoubt);
                next != null;
                next = scan.nextForDeferral(mostInDoubt)) {
            all = all.followedBy(next);
        }
        return all;
    }

    private static SetDigest digest(Collection<Held> slices) {
        return slices.stream().map(Held::digest).reduce(SetDigest.EMPTY, SetDigest::plus);
    }

    private Optional<String> beyond(JobFile.Limits limits) {
        GrantCounts goes = held.total(run);
        return goes.revoked() == 0 ? Optional.empty() : loss(goes, limits).beyond(limits);
    }

    private void haltIfBeyond(StepContribution contribution, JobFile.Limits limits, Optional<Guard.Approved> approved) {
        GrantCounts goes = held.total(run);
        if (goes.revoked() == 0) {
            return;
        }
        Loss loss = loss(goes, limits);
        Optional<String> beyond = loss.beyond(limits);
        if (beyond.isPresent()) {
            // Until somebody says something others will have decided, and it would be worth nothing.
            kept.forgetAll();
            String differs = approved.map(this::differs).orElse("");
            SetDigest digest = digest(held.all(run));
            guard.halt(contribution, loss, beyond.get() + differs, Guard.Shown.of(digest));
            if (trustsEvents) {
                // What they name has been written; what is held is nobody's event.
                FullRebuild.settle(step.getJobExecution().getExecutionContext(), outbox, grants);
            }
        }
    }

    private String differs(Guard.Approved approved) {
        return notShown == 0
                ? String.format(Locale.ROOT, "; what %s approved cannot be told from it", approved.who())
                : String.format(
                        Locale.ROOT,
                        "; that is not what %s approved, %,d of them were not shown",
                        approved.who(),
                        notShown);
    }

    /** Why a run that did this would halt, as far as all grants go; a dry run holds nothing, so it does not know merchants. */
    Optional<String> wouldHalt(GrantCounts total) {
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

    private Loss loss(GrantCounts goes, JobFile.Limits limits) {
        GrantCounts written = partitions.total(run).grantCounts();
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
        Map<Integer, Long> standing = grants.countByMerchant(
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
