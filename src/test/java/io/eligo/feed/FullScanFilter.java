package io.eligo.feed;

import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.TextFolding;
import java.math.BigDecimal;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A filter that is evaluated offer by offer, without an index. */
record FullScanFilter(Filter filter, String folded) implements Predicate<CatalogOffer> {
    FullScanFilter(Filter filter) {
        this(
                filter,
                filter.search() == null ? "" : TextFolding.fold(filter.search().strip()));
    }

    @Override
    public boolean test(CatalogOffer entry) {
        UUID merchant = filter.merchantId();
        UUID outlet = filter.outletId();
        String category = filter.category();
        return (filter.offerType() == null || entry.offer().type().name().equals(filter.offerType()))
                && (merchant == null
                        || merchants(entry).anyMatch(one -> one.id().equals(merchant)))
                && (outlet == null
                        || entry.liveOutlets().stream().anyMatch(one -> one.id().equals(outlet)))
                && (category == null
                        || merchants(entry).anyMatch(one -> one.category().equals(category)))
                && pays(entry, filter.minPercentage(), filter.maxPercentage())
                && (folded.isEmpty() || entry.containsText(folded));
    }

    private static Stream<Merchant> merchants(CatalogOffer entry) {
        Merchant merchant = entry.offer().merchant();
        return merchant != null
                ? Stream.of(merchant)
                : entry.liveOutlets().stream().map(Outlet::merchant);
    }

    private static boolean pays(CatalogOffer entry, @Nullable BigDecimal min, @Nullable BigDecimal max) {
        return min == null && max == null
                || entry.offer() instanceof CashbackConfiguration cashback
                        && cashback.liveTiers().stream()
                                .anyMatch(tier -> (min == null || min.compareTo(tier.percentage()) <= 0)
                                        && (max == null || tier.percentage().compareTo(max) <= 0));
    }
}
