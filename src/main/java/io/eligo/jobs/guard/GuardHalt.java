package io.eligo.jobs.guard;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run was about to take away when its guard halted it: grants or, of import, live offers.
 *
 * @param standing how many there were
 * @param granted how many would come
 * @param revoked how many would go
 * @param says all of it in a sentence, with the limit that was passed
 * @param digest of exactly what would go: what an approval covers
 * @param merchants who would lose most, first
 * @param offers of import, some of those that would go or reach fewer
 * @param approval null as long as nobody has let the run go on
 */
public record GuardHalt(
        long jobInstance,
        String job,
        Instant haltedAt,
        long standing,
        long granted,
        long revoked,
        String says,
        String digest,
        List<HaltMerchantLoss> merchants,
        List<HaltedOffer> offers,
        @Nullable HaltApproval approval) {
    public GuardHalt {
        merchants = List.copyOf(merchants);
        offers = List.copyOf(offers);
    }

    /** @param merchant null for offers that have none, or are gone */
    public record HaltMerchantLoss(
            @Nullable UUID merchant, @Nullable String name, long standing, long granted, long revoked) {}

    public record HaltedOffer(UUID offer, String name, String says) {}

    public record HaltApproval(String who, Instant at, String reason) {}
}
