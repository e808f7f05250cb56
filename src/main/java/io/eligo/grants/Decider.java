package io.eligo.grants;

import io.eligo.catalog.AudienceIndex;
import io.eligo.catalog.Audiences;
import io.eligo.customers.Relation;
import io.eligo.rules.CustomerType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** From a user's relations to the grants that the row should hold. */
@Component
class Decider {
    private final Audiences audiences;

    Decider(Audiences audiences) {
        this.audiences = audiences;
    }

    /** The index to decide these relations with: one that has seen all that was committed before, their merchants included. */
    AudienceIndex indexFor(AudienceIndex upToDate, Collection<Relation> relations) {
        for (Relation relation : relations) {
            if (upToDate.merchantNo(relation.merchantId()) == null) {
                // The merchant was committed between the two statements; its foreign key proves that it is there now.
                return audiences.reload();
            }
        }
        return upToDate;
    }

    /** The row of a known user with these relations, of which there is at least one. */
    static UserGrants decide(AudienceIndex index, List<Relation> relations) {
        int[] packed = new int[relations.size()];
        int count = 0;
        for (Relation relation : relations) {
            if (relation.type() != CustomerType.NON_CUSTOMER) {
                packed[count++] = UserGrants.pack(
                        merchantNo(index, relation.merchantId()),
                        relation.type().level());
            }
        }
        int[] sorted = Arrays.copyOf(packed, count);
        Arrays.sort(sorted);
        return new UserGrants(offerNos(index, sorted), sorted);
    }

    private static int[] offerNos(AudienceIndex index, int[] relations) {
        int length = 0;
        for (int relation : relations) {
            length += index.offerNos(relation >> 3, relation & 7).length;
        }
        int[] offerNos = new int[length];
        int filled = 0;
        for (int relation : relations) {
            int[] more = index.offerNos(relation >> 3, relation & 7);
            System.arraycopy(more, 0, offerNos, filled, more.length);
            filled += more.length;
        }
        // An offer has one merchant and a user one type there, so there are no duplicates to remove.
        Arrays.sort(offerNos);
        return offerNos;
    }

    private static int merchantNo(AudienceIndex index, UUID merchantId) {
        Integer no = index.merchantNo(merchantId);
        if (no == null) {
            throw new IllegalStateException("merchant %s has customers but is not in the index".formatted(merchantId));
        }
        return no;
    }
}
