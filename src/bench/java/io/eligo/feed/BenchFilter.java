package io.eligo.feed;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.rules.Merchant;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One filter of each kind, and several at once. Merchant, outlet and category are those with the most offers. */
public enum BenchFilter {
    NONE,
    TYPE,
    MERCHANT,
    OUTLET,
    CATEGORY,
    PERCENTAGE,
    /** A word that many offers contain. */
    TEXT,
    /** A word that few offers contain. */
    RARE_TEXT,
    /** Frequent words that never follow each other. */
    ABSENT_TEXT,
    LETTER,
    SEVERAL;

    Filter forCatalog(CatalogSnapshot catalog) {
        return switch (this) {
            case NONE -> Filter.NONE;
            case TYPE -> new Filter("EXCLUSIVE", null, null, null, null, null, null);
            case MERCHANT -> new Filter(null, merchant(catalog).id(), null, null, null, null, null);
            case OUTLET ->
                new Filter(
                        null,
                        null,
                        most(catalog, entry -> entry.liveOutlets().stream()).id(),
                        null,
                        null,
                        null,
                        null);
            case CATEGORY -> new Filter(null, null, null, category(catalog), null, null, null);
            case PERCENTAGE -> new Filter(null, null, null, null, new BigDecimal("5"), new BigDecimal("7.25"), null);
            case TEXT -> text("market");
            case RARE_TEXT -> text("Jacaranda B");
            case ABSENT_TEXT -> text("street market");
            case LETTER -> text("q");
            case SEVERAL -> new Filter("CASHBACK", null, null, category(catalog), new BigDecimal("5"), null, "market");
        };
    }

    private static Filter text(String search) {
        return new Filter(null, null, null, null, null, null, search);
    }

    private static String category(CatalogSnapshot catalog) {
        return most(catalog, entry -> merchantOf(entry).map(Merchant::category));
    }

    private static Merchant merchant(CatalogSnapshot catalog) {
        return most(catalog, BenchFilter::merchantOf);
    }

    private static Stream<Merchant> merchantOf(CatalogOffer entry) {
        return Stream.ofNullable(entry.offer().merchant());
    }

    private static <T> T most(CatalogSnapshot catalog, Function<CatalogOffer, Stream<T>> things) {
        return IntStream.range(0, catalog.size())
                .mapToObj(catalog::offer)
                .filter(entry -> entry.livePeriod() != null)
                .flatMap(things)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .max(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }
}
