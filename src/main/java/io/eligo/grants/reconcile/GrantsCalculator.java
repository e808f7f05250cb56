package io.eligo.grants.reconcile;

import io.eligo.catalog.audience.AudienceIndex;
import io.eligo.catalog.audience.AudienceIndex.MerchantOffers;
import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.CustomerRelation;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * From users' relations to the grants that their rows should hold, by an index that has seen all that was committed before this
 * was made: make it first, then read the relations.
 */
public final class GrantsCalculator {
    private final AudienceIndexCache audienceIndexCache;
    private AudienceIndex index;
    // What the index lacks now was not there when the relations were read, or is gone since.
    private boolean indexRefreshed;

    public GrantsCalculator(AudienceIndexCache audienceIndexCache) {
        this.audienceIndexCache = audienceIndexCache;
        this.index = audienceIndexCache.current();
    }

    /** The row of a known user with these relations, of which there is at least one; all of them were read before the first call. */
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
                packed[count] = UserGrants.packRelation(
                        merchant.merchantNo(), relation.type().level());
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
        // An offer has one merchant and a user one type there, so there are no duplicates to remove.
        Arrays.sort(all);
        return all;
    }

    /** Null for a merchant that is not there, where foreign keys were switched off: its relations are left out. */
    private @Nullable MerchantOffers findMerchant(UUID merchantId) {
        MerchantOffers merchant = index.findMerchant(merchantId);
        if (merchant == null && !indexRefreshed) {
            // It may have been committed after the index was asked for.
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
