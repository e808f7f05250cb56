package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogRecheck.RecheckedCatalog;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.customers.CustomerRelation;
import io.eligo.grants.StoredGrantsEvidence.StoredState;
import io.eligo.grants.store.RelationPacking;
import io.eligo.grants.store.UserGrants;
import io.eligo.outbox.inspect.RecomputationEvidence.RecomputedOffers;
import io.eligo.rules.Merchant;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot of the database says about differing offers of a user.
 *
 * @param catalog the reader's catalogue with these offers read again, and what it has not seen
 * @param relations of the user
 * @param stored the user's row
 * @param pending the user's grants that are still to be recomputed
 * @param processed the grants, of any user, that were recomputed lately
 */
record Evidence(
        RecheckedCatalog catalog,
        List<CustomerRelation> relations,
        StoredState stored,
        RecomputedOffers pending,
        RecomputedOffers processed) {
    /** The grants of these offers by the rules. */
    UserGrants grantsByRules(Collection<UUID> offers) {
        var offerNos = new TreeSet<Integer>();
        var packed = new TreeSet<Integer>();
        for (UUID id : offers) {
            CatalogOffer offer = catalog.snapshot().offer(id);
            if (offer != null) {
                CustomerType type = typeAt(offer.merchant());
                if (offer.grantedTypes().contains(type)) {
                    offerNos.add(offer.offer().no());
                }
                if (type != CustomerType.NON_CUSTOMER) {
                    packed.add(RelationPacking.pack(
                            Objects.requireNonNull(offer.merchant()).no(), type));
                }
            }
        }
        return new UserGrants(toArray(offerNos), toArray(packed));
    }

    CustomerType typeAt(@Nullable Merchant merchant) {
        return relations.stream()
                .filter(relation -> merchant != null && relation.merchantId().equals(merchant.id()))
                .map(CustomerRelation::type)
                .findFirst()
                .orElse(CustomerType.NON_CUSTOMER);
    }

    /** Whether the user has neither relations nor a row, perhaps since a moment ago. */
    boolean isUserUnknown() {
        return relations.isEmpty() && stored.row() == null;
    }

    /** Whether anything that decides about answers to this user has changed, or may have. */
    boolean hasAnyChange() {
        return catalog.hasUnseenChanges()
                || pending.allOffers()
                // A customer type that was taken away and given back leaves the row as it was.
                || processed.allOffers()
                || stored.writtenSince()
                || stored.evictionPending()
                || isUserUnknown();
    }

    private static int[] toArray(Collection<Integer> ascending) {
        return ascending.stream().mapToInt(Integer::intValue).toArray();
    }
}
