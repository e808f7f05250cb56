package io.eligo.catalog;

import static java.util.stream.Collectors.toSet;

import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.Merchant;
import io.eligo.rules.OfferType;
import io.eligo.rules.Outlet;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * By what readers choose offers. A change of one offer touches only what it has under other keys than before: spending,
 * switching and moving windows touch nothing.
 */
record OfferIndexes(
        OffersBy<OfferType> type,
        OffersBy<UUID> merchant,
        OffersBy<UUID> outlet,
        OffersBy<String> category,
        OffersBy<BigDecimal> percentage,
        OffersBy<Long> gram) {
    static final OfferIndexes EMPTY = new OfferIndexes(
            OffersBy.none(entry -> Set.of(entry.offer().type())),
            OffersBy.none(entry -> merchants(entry).map(Merchant::id).collect(toSet())),
            OffersBy.none(entry -> entry.liveOutlets().stream().map(Outlet::id).collect(toSet())),
            OffersBy.none(entry -> merchants(entry).map(Merchant::category).collect(toSet())),
            OffersBy.none(OfferIndexes::percentages),
            OffersBy.none(entry -> SearchedText.grams(entry.texts())));

    OfferIndexes next(Collection<OfferChange> changes) {
        // Cutting texts is what costs most.
        Collection<OfferChange> reworded =
                changes.stream().filter(change -> !change.sameTexts()).toList();
        return new OfferIndexes(
                type.next(changes),
                merchant.next(changes),
                outlet.next(changes),
                category.next(changes),
                percentage.next(changes),
                gram.next(reworded));
    }

    /** The offer's merchant, or of a platform-wide offer those of its live outlets. */
    private static Stream<Merchant> merchants(CatalogOffer entry) {
        Merchant merchant = entry.offer().merchant();
        return merchant != null
                ? Stream.of(merchant)
                : entry.liveOutlets().stream().map(Outlet::merchant);
    }

    // 2.5 and 2.50 are two values and one key.
    private static Set<BigDecimal> percentages(CatalogOffer entry) {
        return entry.offer() instanceof CashbackConfiguration cashback
                ? cashback.liveTiers().stream()
                        .map(tier -> tier.percentage().stripTrailingZeros())
                        .collect(toSet())
                : Set.of();
    }
}
