package io.eligo.feed;

import io.eligo.feed.NaiveFeed.Filter;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random filters of a random dataset: mostly one or two conditions on existing rows. */
record RandomFilters(Random random, RandomDataset worlds) {
    Filter nextFilter(Dataset dataset) {
        BigDecimal one = new BigDecimal(worlds.oneOf(RandomDataset.PERCENTAGES));
        BigDecimal other = new BigDecimal(worlds.oneOf(RandomDataset.PERCENTAGES));
        boolean percentage = random.nextInt(4) == 0;
        return new Filter(
                sometimes(worlds.oneOf(List.of("CASHBACK", "EXCLUSIVE", "LOYALTY"))),
                sometimes(
                        random.nextInt(9) == 0
                                ? worlds.id()
                                : worlds.oneOf(dataset.merchants()).id()),
                sometimes(worlds.oneOf(dataset.outlets()).id()),
                sometimes(worlds.oneOf(RandomDataset.CATEGORIES)),
                percentage && random.nextInt(3) > 0 ? one.min(other) : null,
                percentage && random.nextInt(3) > 0 ? one.max(other) : null,
                random.nextInt(3) == 0 ? search(dataset) : null);
    }

    private <T> @Nullable T sometimes(T value) {
        return random.nextInt(6) == 0 ? value : null;
    }

    /** A text of the dataset, possibly varied, or characters that are not wildcards. */
    private String search(Dataset dataset) {
        String text = worlds.oneOf(texts(dataset).toList());
        int[] points = text.codePoints().toArray();
        int begin = random.nextInt(points.length);
        String part = new String(points, begin, 1 + random.nextInt(Math.min(5, points.length - begin)));
        return switch (random.nextInt(7)) {
            case 0 -> part.toUpperCase(Locale.ROOT);
            case 1 -> part.toLowerCase(Locale.ROOT);
            case 2 -> Normalizer.normalize(part, Normalizer.Form.NFD);
            case 3 -> "  " + part + " ";
            case 4 -> worlds.oneOf(List.of("%", "_", "caf%", "c_fe", "50%", "under_", "", "   ", "é", "E"));
            default -> part;
        };
    }

    /** Every text of a dataset that a search covers. */
    static Stream<String> texts(Dataset dataset) {
        return Stream.of(
                        dataset.merchants().stream().map(Dataset.Merchant::name),
                        dataset.outlets().stream().flatMap(outlet -> Stream.of(outlet.name(), outlet.description())),
                        dataset.offers().stream().flatMap(offer -> Stream.of(offer.name(), offer.description())))
                .flatMap(texts -> texts)
                .filter(text -> text != null);
    }
}
