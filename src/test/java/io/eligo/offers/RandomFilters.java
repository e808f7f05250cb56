package io.eligo.offers;

import io.eligo.offers.NaiveFeed.Filter;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody might ask of a random world: mostly one or two conditions, about things that are there. */
record RandomFilters(Random random, RandomWorld worlds) {
    Filter of(World world) {
        BigDecimal one = new BigDecimal(worlds.oneOf(RandomWorld.PERCENTAGES));
        BigDecimal other = new BigDecimal(worlds.oneOf(RandomWorld.PERCENTAGES));
        boolean percentage = random.nextInt(4) == 0;
        return new Filter(
                sometimes(worlds.oneOf(List.of("CASHBACK", "EXCLUSIVE", "LOYALTY"))),
                sometimes(
                        random.nextInt(9) == 0
                                ? worlds.id()
                                : worlds.oneOf(world.merchants()).id()),
                sometimes(worlds.oneOf(world.outlets()).id()),
                sometimes(worlds.oneOf(RandomWorld.CATEGORIES)),
                percentage && random.nextInt(3) > 0 ? one.min(other) : null,
                percentage && random.nextInt(3) > 0 ? one.max(other) : null,
                random.nextInt(3) == 0 ? search(world) : null);
    }

    private <T> @Nullable T sometimes(T value) {
        return random.nextInt(6) == 0 ? value : null;
    }

    /** Something that is written somewhere, more or less as it stands there; or letters that are no wildcards. */
    private String search(World world) {
        String text = worlds.oneOf(texts(world).toList());
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

    /** Every text of a world that a search looks into. */
    static Stream<String> texts(World world) {
        return Stream.of(
                        world.merchants().stream().map(World.Merchant::name),
                        world.outlets().stream().flatMap(outlet -> Stream.of(outlet.name(), outlet.description())),
                        world.offers().stream().flatMap(offer -> Stream.of(offer.name(), offer.description())))
                .flatMap(texts -> texts)
                .filter(text -> text != null);
    }
}
