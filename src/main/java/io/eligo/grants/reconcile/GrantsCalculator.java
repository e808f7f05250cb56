package io.eligo.grants.reconcile;

import io.eligo.catalog.audience.AudienceIndex;
import io.eligo.catalog.audience.AudienceIndex.MerchantOffers;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.CustomerRelation;
import io.eligo.grants.store.RelationPacking;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Computes the grants that users' rows should hold from the users' relations. The audience index has seen everything
 * committed before the calculator was created, so create it first and read the relations afterwards.
 */
public final class GrantsCalculator {
    private final AudienceIndexCache audienceIndexCache;
    private AudienceIndex index;
    // True once the index was refreshed after the relations were read: a merchant that it lacks then did not exist
    // when they were read, or has been deleted since.
    private boolean indexRefreshed;

    public GrantsCalculator(AudienceIndexCache audienceIndexCache) {
        this.audienceIndexCache = audienceIndexCache;
        this.index = audienceIndexCache.current();
    }

    /**
     * Computes the row of a known user.
     *
     * @param relations all readable relations of the user, read before the first call
     */
    public UserGrants calculate(List<CustomerRelation> relations) {
        var packed = new int[relations.size()];
        var offers = new int[relations.size()][];
        int count = 0;
        int granted = 0;
        for (CustomerRelation relation : relations) {
            if (relation.type() != CustomerType.NON_CUSTOMER) {
                MerchantOffers merchant = findMerchant(relation.merchantId());
                if (merchant == null) {
                    continue;
                }
                packed[count] = RelationPacking.pack(merchant.merchantNo(), relation.type());
                offers[count] = merchant.offerNos(relation.type());
                granted += offers[count++].length;
            }
        }
        int[] sorted = count == packed.length ? packed : Arrays.copyOf(packed, count);
        Arrays.sort(sorted);
        return new UserGrants(concatAndSort(offers, count, granted), sorted);
    }

    private static int[] concatAndSort(int[][] lists, int count, int length) {
        var all = new int[length];
        int filled = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(lists[i], 0, all, filled, lists[i].length);
            filled += lists[i].length;
        }
        // An offer has one merchant and a user one type at each, so there are no duplicates to remove.
        Arrays.sort(all);
        return all;
    }

    /**
     * Returns null for a merchant that does not exist, which is possible where foreign keys were switched off: its
     * relations are left out.
     */
    private @Nullable MerchantOffers findMerchant(UUID merchantId) {
        MerchantOffers merchant = index.findMerchant(merchantId);
        if (merchant == null && !indexRefreshed) {
            // The merchant may have been committed after the index was requested.
            index = audienceIndexCache.current();
            indexRefreshed = true;
            merchant = index.findMerchant(merchantId);
        }
        if (merchant == null) {
            audienceIndexCache.reportMissingMerchant(merchantId);
        }
        return merchant;
    }
}
