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
 * By what readers choose offers. A change of one offer touches only what it has under other keys than before: spending,
 * switching and moving windows touch nothing.
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

    public OfferIndexes withChanges(Collection<OfferDiff> changes) {
        // Cutting texts is what costs most.
        Collection<OfferDiff> reworded =
                changes.stream().filter(change -> !change.hasSameTexts()).toList();
        return new OfferIndexes(
                byType.withChanges(changes),
                byMerchant.withChanges(changes),
                byOutlet.withChanges(changes),
                byCategory.withChanges(changes),
                byPercentage.withChanges(changes),
                byTrigram.withChanges(reworded));
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
