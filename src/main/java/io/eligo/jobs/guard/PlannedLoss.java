package io.eligo.jobs.guard;

import io.eligo.jobs.files.JobFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The planned losses and gains of a run, before it makes them.
 *
 * @param subject what is counted: grants or live offers
 * @param effect what happens to the revoked ones, in text
 * @param net whether gains offset losses
 * @param current the number before the run
 * @param merchants the losses of each merchant that loses any
 */
public record PlannedLoss(
        String subject,
        String effect,
        boolean net,
        long current,
        long granted,
        long revoked,
        List<MerchantLoss> merchants) {
    public PlannedLoss {
        merchants = List.copyOf(merchants);
    }

    /** The losses of one merchant, by its number; 0 for offers without a merchant and for deleted offers. */
    public record MerchantLoss(int merchantNo, long current, long granted, long revoked) {
        /** Whether the merchant's limit is exceeded. Merchant number 0 has no limit. */
        public boolean exceeds(JobFile.LossLimits limits) {
            return merchantNo != 0
                    && exceedsLimit(revoked - granted, limits.minimum(), limits.merchantShare() * current);
        }
    }

    /** Describes how the limits are exceeded; empty if they are not. */
    public Optional<String> describeExcess(JobFile.LossLimits limits) {
        boolean all = exceedsLimit(net ? revoked - granted : revoked, limits.minimum(), limits.totalShare() * current);
        long merchants = this.merchants.stream()
                .filter(merchant -> merchant.exceeds(limits))
                .count();
        if (!all && merchants == 0) {
            return Optional.empty();
        }
        String figures = String.format(
                Locale.ROOT, "%,d of %,d %s %s and %,d would be added", revoked, current, subject, effect, granted);
        return Optional.of(figures
                + (all
                        ? String.format(Locale.ROOT, "; total-share allows %s of all", percent(limits.totalShare()))
                        : "")
                + (merchants > 0
                        ? String.format(
                                Locale.ROOT,
                                "; merchant-share allows %s of a merchant's, %d would lose more",
                                percent(limits.merchantShare()),
                                merchants)
                        : ""));
    }

    private static boolean exceedsLimit(long lost, long minimum, double limit) {
        return lost > 0 && lost >= minimum && lost > limit;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g %%", 100 * share).replaceAll("\\.?0+ %", " %");
    }
}
