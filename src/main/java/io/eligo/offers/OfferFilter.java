package io.eligo.offers;

import io.eligo.catalog.CatalogOffer;
import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.Folded;
import io.eligo.rules.Merchant;
import io.eligo.rules.OfferType;
import io.eligo.rules.Outlet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which offers the caller wants to see: those that meet every condition. It does not shorten an offer's outlets. */
record OfferFilter(List<Predicate<CatalogOffer>> conditions) {
    static final OfferFilter ALL = new OfferFilter(List.of());

    private static final int LONGEST_SEARCH = 100;

    OfferFilter {
        conditions = List.copyOf(conditions);
    }

    /**
     * The filter that a caller wrote as the argument {@code filter}, or none.
     *
     * @throws Refused naming the field that makes no sense
     */
    static OfferFilter of(@Nullable Map<String, @Nullable Object> written) {
        var conditions = new ArrayList<Predicate<CatalogOffer>>();
        if (written != null) {
            new Reader(written).addTo(conditions);
        }
        return new OfferFilter(conditions);
    }

    boolean chooses(CatalogOffer offer) {
        for (Predicate<CatalogOffer> condition : conditions) {
            if (!condition.test(offer)) {
                return false;
            }
        }
        return true;
    }

    private record Reader(Map<String, @Nullable Object> written) {
        void addTo(List<Predicate<CatalogOffer>> conditions) {
            if (written.get("offerType") instanceof String name) {
                OfferType type = OfferType.valueOf(name);
                conditions.add(offer -> offer.offer().type() == type);
            }
            UUID merchant = id("merchantId");
            if (merchant != null) {
                conditions.add(
                        offer -> merchants(offer).anyMatch(one -> one.id().equals(merchant)));
            }
            UUID outlet = id("outletId");
            if (outlet != null) {
                conditions.add(offer ->
                        offer.liveOutlets().stream().anyMatch(one -> one.id().equals(outlet)));
            }
            if (written.get("category") instanceof String category) {
                conditions.add(
                        offer -> merchants(offer).anyMatch(one -> one.category().equals(category)));
            }
            addPercentage(conditions);
            addSearch(conditions);
        }

        private void addPercentage(List<Predicate<CatalogOffer>> conditions) {
            BigDecimal min = (BigDecimal) written.get("minPercentage");
            BigDecimal max = (BigDecimal) written.get("maxPercentage");
            if (min != null && max != null && min.compareTo(max) > 0) {
                throw Refused.badArgument("filter.minPercentage", "more than filter.maxPercentage");
            }
            if (min != null || max != null) {
                conditions.add(offer -> offer.offer() instanceof CashbackConfiguration cashback
                        && cashback.liveTiers().stream().anyMatch(tier -> between(min, tier.percentage(), max)));
            }
        }

        private void addSearch(List<Predicate<CatalogOffer>> conditions) {
            if (written.get("search") instanceof String search) {
                if (search.codePointCount(0, search.length()) > LONGEST_SEARCH) {
                    throw Refused.badArgument("filter.search", "at most %d characters".formatted(LONGEST_SEARCH));
                }
                String folded = Folded.of(search.strip());
                if (!folded.isEmpty()) {
                    conditions.add(offer -> offer.mentions(folded));
                }
            }
        }

        private @Nullable UUID id(String field) {
            return written.get(field) instanceof String text ? Ids.of("filter." + field, text) : null;
        }

        /** The offer's merchant, or of a platform-wide offer those of its live outlets. */
        private static Stream<Merchant> merchants(CatalogOffer offer) {
            Merchant merchant = offer.offer().merchant();
            return merchant != null
                    ? Stream.of(merchant)
                    : offer.liveOutlets().stream().map(Outlet::merchant);
        }

        private static boolean between(@Nullable BigDecimal min, BigDecimal percentage, @Nullable BigDecimal max) {
            return (min == null || min.compareTo(percentage) <= 0) && (max == null || percentage.compareTo(max) <= 0);
        }
    }
}
