package io.eligo.grants;

import io.eligo.cache.Evictions;
import io.eligo.catalog.audience.AudienceIndex;
import io.eligo.catalog.audience.AudienceIndex.MerchantOffers;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.OfferPatch;
import io.eligo.grants.store.OfferPatch.PatchResult;
import io.eligo.grants.store.SourceSnapshot;
import io.eligo.rules.vocabulary.CustomerType;
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
public class OfferGrantsReconciler {
    private final Grants grants;
    private final UserLocks userLocks;
    private final OfferPatch patch;
    private final AudienceIndexCache audienceIndexCache;
    private final Evictions evictions;

    OfferGrantsReconciler(
            Grants grants,
            UserLocks userLocks,
            OfferPatch patch,
            AudienceIndexCache audienceIndexCache,
            Evictions evictions) {
        this.grants = grants;
        this.userLocks = userLocks;
        this.patch = patch;
        this.audienceIndexCache = audienceIndexCache;
        this.evictions = evictions;
    }

    /**
     * As {@link Grants#reconcile}, and with its locks, for these offers only: whatever else stands in the customers' rows stays as
     * it is, right or not. A customer without a row gets a whole one; who is no customer any more is left alone, their own event
     * says so.
     *
     * @param offerNos of offers that are the merchant's, or were; none means all that the customers are granted
     * @param customers at most {@link Grants#MAX_USERS_PER_TRANSACTION}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(UUID merchant, List<Integer> offerNos, Collection<UUID> customers) {
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(customers);
        AudienceIndex index = audienceIndexCache.current();
        // An offer that has moved may be granted to the same customer by its new merchant.
        if (offerNos.isEmpty() || offerNos.stream().anyMatch(no -> index.belongsToOtherMerchant(no, merchant))) {
            return grants.reconcile(customers);
        }
        PatchResult patchResult = patch.apply(
                merchant, offerNos, levelMasks(index.findMerchant(merchant), offerNos), customers, sourceSnapshot);
        evictions.evict(patchResult.changedUsers());
        return patchResult.usersWithoutRow().isEmpty()
                ? patchResult.grantCounts()
                : patchResult.grantCounts().plus(grants.reconcile(patchResult.usersWithoutRow()));
    }

    /** At which levels each offer stands in the rows of the merchant's customers, as one bit a level. */
    private static List<Integer> levelMasks(@Nullable MerchantOffers merchant, List<Integer> offerNos) {
        return offerNos.stream()
                .map(no -> merchant == null ? 0 : levelMasks(merchant, no))
                .toList();
    }

    private static int levelMasks(MerchantOffers merchant, int offerNo) {
        int levels = 0;
        for (CustomerType type : CustomerType.values()) {
            if (IntStream.of(merchant.offerNos(type)).anyMatch(no -> no == offerNo)) {
                levels |= 1 << type.level();
            }
        }
        return levels;
    }
}
