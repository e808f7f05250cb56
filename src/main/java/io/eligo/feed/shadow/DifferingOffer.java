package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.ComparedOffer.ComparedMerchant;
import io.eligo.rollout.shadow.ComparedOffer.ComparedOutlet;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An offer that the paths answer differently; null where a path does not show it. */
record DifferingOffer(
        UUID id,
        @Nullable ComparedOffer precomputed,
        @Nullable ComparedOffer queryTime) {
    /**
     * The offers that differ. An offer that only one page contains is compared in the whole feeds, because another offer may have moved
     * it to the next page.
     */
    static List<DifferingOffer> between(PathAnswer precomputed, PathAnswer queryTime) {
        Map<UUID, ComparedOffer> left = byId(precomputed.offers());
        Map<UUID, ComparedOffer> right = byId(queryTime.offers());
        Set<UUID> ids = new LinkedHashSet<>(left.keySet());
        ids.addAll(right.keySet());
        var differing = new ArrayList<DifferingOffer>();
        for (UUID id : ids) {
            if (!Objects.equals(left.get(id), right.get(id))) {
                var offer = new DifferingOffer(id, precomputed.find(id), queryTime.find(id));
                if (!Objects.equals(offer.precomputed, offer.queryTime)) {
                    differing.add(offer);
                }
            }
        }
        return differing;
    }

    private static Map<UUID, ComparedOffer> byId(List<ComparedOffer> offers) {
        var byId = new HashMap<UUID, ComparedOffer>();
        offers.forEach(offer -> byId.put(offer.id(), offer));
        return byId;
    }

    List<String> fields() {
        if (precomputed == null) {
            return List.of(OfferDifference.MISSING_IN_PRECOMPUTED);
        }
        return queryTime == null
                ? List.of(OfferDifference.MISSING_IN_QUERY_TIME)
                : precomputed.differingFields(queryTime);
    }

    String name() {
        return Objects.requireNonNull(precomputed == null ? queryTime : precomputed)
                .name();
    }

    /** The entries of the catalogue that decide about the offer, as either path and this catalogue know them. */
    RelatedIds relatedIds(CatalogSnapshot catalog) {
        var related = new RelatedIds(new HashSet<>(), new HashSet<>());
        related.add(precomputed);
        related.add(queryTime);
        related.add(catalog.offer(id));
        return related;
    }

    record RelatedIds(Set<UUID> outlets, Set<UUID> merchants) {
        static RelatedIds of(Collection<DifferingOffer> offers, CatalogSnapshot catalog) {
            var all = new RelatedIds(new HashSet<>(), new HashSet<>());
            for (DifferingOffer offer : offers) {
                RelatedIds related = offer.relatedIds(catalog);
                all.outlets.addAll(related.outlets);
                all.merchants.addAll(related.merchants);
            }
            return all;
        }

        Set<UUID> with(UUID offer) {
            Set<UUID> all = new HashSet<>(outlets);
            all.addAll(merchants);
            all.add(offer);
            return all;
        }

        private void add(@Nullable ComparedOffer offer) {
            if (offer != null) {
                ComparedMerchant merchant = offer.merchant();
                if (merchant != null) {
                    merchants.add(merchant.id());
                }
                for (ComparedOutlet outlet : offer.outlets()) {
                    outlets.add(outlet.id());
                    merchants.add(outlet.merchant().id());
                }
            }
        }

        private void add(@Nullable CatalogOffer entry) {
            if (entry != null) {
                Merchant merchant = entry.merchant();
                if (merchant != null) {
                    merchants.add(merchant.id());
                }
                for (Outlet outlet : entry.offer().outlets()) {
                    outlets.add(outlet.id());
                    merchants.add(outlet.merchant().id());
                }
            }
        }
    }
}
