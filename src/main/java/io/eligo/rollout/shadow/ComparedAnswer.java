package io.eligo.rollout.shadow;

import io.eligo.rollout.shadow.ComparedOffer.ComparedOutlet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A page of offers or of outlets, in its order; the other list is empty. */
public record ComparedAnswer(List<ComparedOffer> offers, List<ComparedOutlet> outlets) {
    public ComparedAnswer {
        offers = List.copyOf(offers);
        outlets = List.copyOf(outlets);
    }

    public static ComparedAnswer ofOffers(List<ComparedOffer> offers) {
        return new ComparedAnswer(offers, List.of());
    }

    public static ComparedAnswer ofOutlets(List<ComparedOutlet> outlets) {
        return new ComparedAnswer(List.of(), outlets);
    }

    /** These offers of the answer, without its list of outlets. */
    ComparedAnswer onlyOffers(Set<UUID> ids) {
        return ofOffers(
                offers.stream().filter(offer -> ids.contains(offer.id())).toList());
    }
}
