package io.eligo.jobs.guard;

import io.eligo.platform.SetDigest;
import java.util.List;

/**
 * The details of a halt, so that an approval covers exactly these.
 *
 * @param losses the digest of each loss; empty if the run keeps them itself
 * @param offers for import, examples of offers that would be removed or reach fewer users
 */
public record HaltDetails(SetDigest digest, List<SetDigest> losses, List<GuardHalt.HaltedOffer> offers) {
    public HaltDetails {
        losses = List.copyOf(losses);
        offers = List.copyOf(offers);
    }

    public static HaltDetails of(SetDigest digest) {
        return new HaltDetails(digest, List.of(), List.of());
    }

    public static HaltDetails of(List<SetDigest> losses, List<GuardHalt.HaltedOffer> offers) {
        return new HaltDetails(losses.stream().reduce(SetDigest.EMPTY, SetDigest::plus), losses, offers);
    }
}
