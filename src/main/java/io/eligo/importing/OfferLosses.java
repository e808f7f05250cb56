package io.eligo.importing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.eligo.catalog.planned.ImportImpact.OfferImpact;
import io.eligo.catalog.planned.ImportImpact.OfferLoss;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.HaltDetails;
import io.eligo.jobs.guard.PlannedLoss;
import io.eligo.platform.SetDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the loss guard says about the effect of an import: the sum, the message, and the details of a halt. */
record OfferLosses(OfferImpact impact) {
    private static final int MAX_EXAMPLES = 100;
    private static final int MAX_EXAMPLES_IN_MESSAGE = 3;

    /** Describes how the limits are exceeded, with examples; empty if they are not. */
    Optional<String> describeExcess(JobFile.LossLimits limits) {
        return sum().describeExcess(limits)
                .map(excess -> excess + "; among them "
                        + impact.losses().stream()
                                .limit(MAX_EXAMPLES_IN_MESSAGE)
                                .map(lost -> String.format(Locale.ROOT, "%s (%s)", lost.name(), lost.description()))
                                .collect(Collectors.joining(", ")));
    }

    // Gains are not subtracted: a new offer does not compensate the users who lose another one.
    PlannedLoss sum() {
        Map<Integer, Long> lost = impact.losses().stream().collect(groupingBy(OfferLoss::merchantNo, counting()));
        return new PlannedLoss(
                "live offers",
                "would be removed or reach fewer users",
                false,
                impact.liveCount(),
                impact.newlyLive(),
                impact.losses().size(),
                lost.entrySet().stream()
                        .map(merchant -> new PlannedLoss.MerchantLoss(
                                merchant.getKey(),
                                impact.liveByMerchant().getOrDefault(merchant.getKey(), 0L),
                                0,
                                merchant.getValue()))
                        .toList());
    }

    /** The digest of each loss, which an approval covers. */
    List<SetDigest> digests() {
        return impact.losses().stream()
                .map(lost -> SetDigest.of(lost.offer() + " " + lost.effectKey()))
                .toList();
    }

    HaltDetails haltDetails() {
        List<GuardHalt.HaltedOffer> examples = impact.losses().stream()
                .limit(MAX_EXAMPLES)
                .map(lost -> new GuardHalt.HaltedOffer(lost.offer(), lost.name(), lost.description()))
                .toList();
        return HaltDetails.of(digests(), examples);
    }
}
