package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.AudienceIndex.AtMerchant;
import io.eligo.catalog.Audiences;
import io.eligo.grants.OfferPatch.Patched;
import io.eligo.rules.CustomerType;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Brings a merchant's customers in line as far as some of its offers go, without reading all that they have elsewhere. */
@Component
public class GrantsOfOffers {
    private final Grants grants;
    private final Decisions decisions;
    private final OfferPatch patch;
    private final Audiences audiences;
    private final Evictions evictions;

    GrantsOfOffers(Grants grants, Decisions decisions, OfferPatch patch, Audiences audiences, Evictions evictions) {
        this.grants = grants;
        this.decisions = decisions;
        this.patch = patch;
        this.audiences = audiences;
        this.evictions = evictions;
    }

    /**
     * As {@link Grants#reconcile}, and with its locks, for these offers only: whatever else stands in the customers' rows stays as
     * it is, right or not. A customer without a row gets a whole one; who is no customer any more is left alone, their own event
     * says so.
     *
     * @param offerNos of offers that are the merchant's, or were; none means all that the customers are granted
     * @param customers at most {@link Grants#MOST_USERS_AT_ONCE}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Tally reconcile(UUID merchant, List<Integer> offerNos, Collection<UUID> customers) {
        Origin origin = decisions.lockToDecide(customers);
        AudienceIndex index = audiences.upToDate();
        // An offer that has moved may be granted to the same customer by its new merchant.
        if (offerNos.isEmpty() || offerNos.stream().anyMatch(no -> index.hasElsewhere(no, merchant))) {
            return grants.reconcile(customers);
        }
        Patched patched = patch.write(merchant, offerNos, levels(index.at(merchant), offerNos), customers, origin);
        evictions.evict(patched.changed());
        return patched.rowless().isEmpty()
                ? patched.tally()
                : patched.tally().plus(grants.reconcile(patched.rowless()));
    }

    /** At which levels each offer stands in the rows of the merchant's customers, as one bit a level. */
    private static List<Integer> levels(@Nullable AtMerchant merchant, List<Integer> offerNos) {
        return offerNos.stream()
                .map(no -> merchant == null ? 0 : levels(merchant, no))
                .toList();
    }

    private static int levels(AtMerchant merchant, int offerNo) {
        int levels = 0;
        for (CustomerType type : CustomerType.values()) {
            if (IntStream.of(merchant.offerNos(type)).anyMatch(no -> no == offerNo)) {
                levels |= 1 << type.level();
            }
        }
        return levels;
    }
}
