package io.eligo.feed.shadow;

import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.OfferDifference.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Both answers to a read over one snapshot of the database.
 *
 * @param unexplained the differences that no change explains
 * @param mayBeErased whether only grants differ, and the user has neither relations nor a row
 */
record ReadAnalysis(
        ComparedAnswer precomputed, ComparedAnswer queryTime, List<OfferDifference> unexplained, boolean mayBeErased) {
    boolean isEqual() {
        return precomputed.equals(queryTime);
    }

    /** A difference that no single offer shows. */
    static OfferDifference wholeAnswer(List<Fault> faults, @Nullable ResolverPath correct) {
        return new OfferDifference(null, null, List.of(OfferDifference.ORDER), faults, correct, List.of());
    }
}
