package io.eligo.jobs.guard;

import io.eligo.jobs.files.JobFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run is about to take away, and what it gives.
 *
 * @param subject it is: grants, live offers
 * @param effect what becomes of those that are counted as revoked, in words
 * @param net whether what comes makes up for what goes
 * @param standing how many there are before
 * @param merchants of whom something goes, each one's part
 */
public record PlannedLoss(
        String subject,
        String effect,
        boolean net,
        long standing,
        long granted,
        long revoked,
        List<MerchantLoss> merchants) {
    public PlannedLoss {
        merchants = List.copyOf(merchants);
    }

    /** A merchant's part, by its number; 0 for what has no merchant, or is gone. */
    public record MerchantLoss(int merchantNo, long standing, long granted, long revoked) {
        /** Whether that is more than may be lost at one merchant; of what has none that cannot be said. */
        public boolean exceeds(JobFile.LossLimits limits) {
            return merchantNo != 0 && exceedsLimit(revoked - granted, limits.from(), limits.ofMerchant() * standing);
        }
    }

    /** How it is more than may be lost; empty if it is not. */
    public Optional<String> describeExcess(JobFile.LossLimits limits) {
        boolean all = exceedsLimit(net ? revoked - granted : revoked, limits.from(), limits.ofAll() * standing);
        long merchants = this.merchants.stream()
                .filter(merchant -> merchant.exceeds(limits))
                .count();
        if (!all && merchants == 0) {
            return Optional.empty();
        }
        String figures = String.format(
                Locale.ROOT, "%,d of %,d %s %s and %,d come", revoked, standing, subject, effect, granted);
        return Optional.of(figures
                + (all ? String.format(Locale.ROOT, "; of-all allows %s of all", percent(limits.ofAll())) : "")
                + (merchants > 0
                        ? String.format(
                                Locale.ROOT,
                                "; of-merchant allows %s of a merchant's, %d would lose more",
                                percent(limits.ofMerchant()),
                                merchants)
                        : ""));
    }

    private static boolean exceedsLimit(long lost, long from, double most) {
        return lost > 0 && lost >= from && lost > most;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g %%", 100 * share).replaceAll("\\.?0+ %", " %");
    }
}
