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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reconciles the rows of a merchant's customers for some of its offers, without reading their grants at
 * other merchants.
 */
@Component
public class OfferGrantsReconciler {
    private final GrantsReconciler reconciler;
    private final UserLocks userLocks;
    private final OfferPatch patch;
    private final AudienceIndexCache audienceIndexCache;
    private final Evictions evictions;
    private final GrantsMetrics metrics;

    OfferGrantsReconciler(
            GrantsReconciler reconciler,
            UserLocks userLocks,
            OfferPatch patch,
            AudienceIndexCache audienceIndexCache,
            Evictions evictions,
            GrantsMetrics metrics) {
        this.reconciler = reconciler;
        this.userLocks = userLocks;
        this.patch = patch;
        this.audienceIndexCache = audienceIndexCache;
        this.evictions = evictions;
        this.metrics = metrics;
    }

    /**
     * Reconciles the rows of customers for these offers only, under the locks that {@link GrantsReconciler#reconcile} takes: other grants
     * in the rows stay as they are, correct or not. A customer without a row gets a complete one. The row of a user who is no longer
     * a customer does not change here, because the removed relation has put another event into the outbox.
     *
     * @param merchant the merchant whose customers are reconciled
     * @param offerNos numbers of offers that belong or belonged to the merchant; empty for all grants of
     *     the customers
     * @param customers at most {@link GrantsReconciler#MAX_USERS_PER_TRANSACTION}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public GrantCounts reconcile(UUID merchant, List<Integer> offerNos, Collection<UUID> customers) {
        SourceSnapshot sourceSnapshot = userLocks.lockToDecide(customers);
        AudienceIndex index = audienceIndexCache.current();
        // An offer that has moved may be granted to the same customer by its new merchant, so the complete rows
        // are reconciled.
        if (offerNos.isEmpty() || offerNos.stream().anyMatch(no -> index.belongsToOtherMerchant(no, merchant))) {
            return reconciler.reconcile(customers);
        }
        PatchResult patchResult = patch.apply(
                merchant, offerNos, levelMasks(index.findMerchant(merchant), offerNos), customers, sourceSnapshot);
        evictions.evict(patchResult.changedUsers());
        metrics.countAfterCommit(patchResult.grantCounts());
        return patchResult.unpatchedUsers().isEmpty()
                ? patchResult.grantCounts()
                : patchResult.grantCounts().plus(reconciler.reconcile(patchResult.unpatchedUsers()));
    }

    /** Returns for each offer the customer types whose rows contain it, one bit per level. */
    private static List<Integer> levelMasks(@Nullable MerchantOffers merchant, List<Integer> offerNos) {
        return offerNos.stream()
                .map(no -> merchant == null ? 0 : levelMasks(merchant, no))
                .toList();
    }

    private static int levelMasks(MerchantOffers merchant, int offerNo) {
        return CustomerType.bits(type -> Arrays.binarySearch(merchant.offerNos(type), offerNo) >= 0);
    }
}
