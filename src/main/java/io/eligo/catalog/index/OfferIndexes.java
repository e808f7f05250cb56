package io.eligo.catalog.index;

import static java.util.stream.Collectors.toSet;

import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The indexes that readers select offers by. A change of an offer updates only the keys that differ: spending,
 * switching and moving windows update nothing.
 */
public record OfferIndexes(
        InvertedIndex<OfferType> byType,
        InvertedIndex<UUID> byMerchant,
        InvertedIndex<UUID> byOutlet,
        InvertedIndex<String> byCategory,
        InvertedIndex<BigDecimal> byPercentage,
        InvertedIndex<Long> byTrigram) {
    public static final OfferIndexes EMPTY = new OfferIndexes(
            InvertedIndex.empty(entry -> Set.of(entry.offer().type())),
            InvertedIndex.empty(entry -> merchants(entry).map(Merchant::id).collect(toSet())),
            InvertedIndex.empty(
                    entry -> entry.liveOutlets().stream().map(Outlet::id).collect(toSet())),
            InvertedIndex.empty(
                    entry -> merchants(entry).map(Merchant::category).collect(toSet())),
            InvertedIndex.empty(OfferIndexes::percentages),
            InvertedIndex.empty(entry -> SearchText.trigrams(entry.searchTexts())));

    public OfferIndexes withChanges(Collection<OfferChange> changes) {
        // Computing trigrams is the largest cost.
        Collection<OfferChange> reworded =
                changes.stream().filter(change -> !change.hasSameTexts()).toList();
        return new OfferIndexes(
                byType.withChanges(changes),
                byMerchant.withChanges(changes),
                byOutlet.withChanges(changes),
                byCategory.withChanges(changes),
                byPercentage.withChanges(changes),
                byTrigram.withChanges(reworded));
    }

    /** The offer's merchant; for a platform-wide offer, the merchants of its live outlets. */
    private static Stream<Merchant> merchants(CatalogOffer entry) {
        Merchant merchant = entry.offer().merchant();
        return merchant != null
                ? Stream.of(merchant)
                : entry.liveOutlets().stream().map(Outlet::merchant);
    }

    // 2.5 and 2.50 are unequal values and the same key.
    private static Set<BigDecimal> percentages(CatalogOffer entry) {
        return switch (entry.offer().type()) {
            case CASHBACK ->
                ((CashbackConfiguration) entry.offer())
                        .liveTiers().stream()
                                .map(tier -> tier.percentage().stripTrailingZeros())
                                .collect(toSet());
            case EXCLUSIVE, LOYALTY -> Set.of();
        };
    }
}
