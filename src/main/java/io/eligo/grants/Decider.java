package io.eligo.grants;

import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.AudienceIndex.AtMerchant;
import io.eligo.catalog.Audiences;
import io.eligo.customers.Relation;
import io.eligo.rules.CustomerType;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * From users' relations to the grants that their rows should hold, by an index that has seen all that was committed before this
 * was made: make it first, then read the relations.
 */
final class Decider {
    private final Audiences audiences;
    private AudienceIndex index;

    Decider(Audiences audiences) {
        this.audiences = audiences;
        this.index = audiences.upToDate();
    }

    /** The row of a known user with these relations, of which there is at least one. */
    UserGrants decide(List<Relation> relations) {
        var packed = new int[relations.size()];
        var offers = new int[relations.size()][];
        int count = 0;
        int granted = 0;
        for (Relation relation : relations) {
            if (relation.type() != CustomerType.NON_CUSTOMER) {
                AtMerchant merchant = at(relation.merchantId());
                packed[count] = UserGrants.pack(merchant.no(), relation.type().level());
                offers[count] = merchant.offerNos(relation.type());
                granted += offers[count++].length;
            }
        }
        int[] sorted = count == packed.length ? packed : Arrays.copyOf(packed, count);
        Arrays.sort(sorted);
        return new UserGrants(together(offers, count, granted), sorted);
    }

    private static int[] together(int[][] lists, int count, int length) {
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

    private AtMerchant at(UUID merchantId) {
        AtMerchant merchant = index.at(merchantId);
        if (merchant == null) {
            // It was committed after the index was asked for; its foreign key proves that it is there now.
            index = audiences.reload();
            merchant = index.at(merchantId);
        }
        if (merchant == null) {
            throw new IllegalStateException("merchant %s has customers but is not in the index".formatted(merchantId));
        }
        return merchant;
    }
}
