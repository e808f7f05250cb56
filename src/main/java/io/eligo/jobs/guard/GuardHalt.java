package io.eligo.jobs.guard;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a run that the loss guard halted: grants or, for import, live offers.
 *
 * @param current the number before the run
 * @param granted the number that would be granted
 * @param revoked the number that would be revoked
 * @param message all of it in one sentence, with the exceeded limit
 * @param digest the digest of exactly what would be revoked; an approval covers this
 * @param merchants the merchants with the largest losses, largest first
 * @param offers for import, examples of offers that would be removed or reach fewer users
 * @param approval null before the halt is approved
 */
public record GuardHalt(
        long jobInstance,
        String job,
        Instant haltedAt,
        long current,
        long granted,
        long revoked,
        String message,
        String digest,
        List<HaltMerchantLoss> merchants,
        List<HaltedOffer> offers,
        @Nullable HaltApproval approval) {
    public GuardHalt {
        merchants = List.copyOf(merchants);
        offers = List.copyOf(offers);
    }

    /** @param merchant null for offers without a merchant and for deleted offers */
    public record HaltMerchantLoss(
            @Nullable UUID merchant, @Nullable String name, long current, long granted, long revoked) {}

    public record HaltedOffer(UUID offer, String name, String message) {}

    public record HaltApproval(String operator, Instant at, String reason) {}
}
