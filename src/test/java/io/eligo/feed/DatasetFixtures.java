package io.eligo.feed;

import io.eligo.feed.Dataset.Merchant;
import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Outlet;
import io.eligo.feed.Dataset.Part;
import io.eligo.feed.Dataset.Switches;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Small datasets in which every row is live unless it is switched off. */
public final class DatasetFixtures {
    static final Merchant MERCHANT = new Merchant(id(100), "Duka", "Active", "Food");
    static final List<Outlet> OUTLETS = Stream.of("Moi Avenue", "Kimathi Street")
            .map(name -> new Outlet(id(name.length()), MERCHANT, name, null, Switches.ON, List.of(Switches.ON)))
            .toList();

    public static Dataset twoOffersForAllUsers(Instant from) {
        return of(Map.of(), cashback(1, from, "All"), cashback(2, from.plusSeconds(1), "All"));
    }

    /** Offers of one merchant for all users, each at all of its outlets. */
    static Dataset chain(int offers, int outlets) {
        Instant from = Instant.parse("2026-11-01T00:00:00Z");
        List<Outlet> all = IntStream.range(0, outlets)
                .mapToObj(number -> new Outlet(
                        id(1_000 + number), MERCHANT, "outlet " + number, null, Switches.ON, List.of(Switches.ON)))
                .toList();
        return new Dataset(
                List.of(MERCHANT),
                all,
                IntStream.range(0, offers)
                        .mapToObj(number -> cashback(10_000 + number, from, all, "All"))
                        .toList(),
                Map.of());
    }

    static Dataset of(Map<UUID, Map<UUID, String>> users, Offer... offers) {
        return new Dataset(List.of(MERCHANT), OUTLETS, List.of(offers), users);
    }

    static Offer cashback(int number, Instant from, String... audience) {
        return cashback(number, from, OUTLETS, audience);
    }

    static Offer cashback(int number, Instant from, List<Outlet> outlets, String... audience) {
        return new Offer(
                id(number),
                "Cashback",
                "cashback " + number,
                null,
                MERCHANT,
                from,
                from.plusSeconds(86_400 * 365),
                from,
                Switches.ON,
                Set.of(audience),
                BigDecimal.ZERO,
                BigDecimal.TEN,
                List.of(new Part(UUID.randomUUID(), "tier", new BigDecimal("2.50"), null, Switches.ON)),
                List.of(),
                outlets);
    }

    static Offer program(int number, String... minCustomerTypes) {
        return new Offer(
                id(number),
                "Loyalty",
                "program " + number,
                null,
                MERCHANT,
                null,
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                Switches.ON,
                Set.of(),
                BigDecimal.ZERO,
                null,
                Stream.of(minCustomerTypes)
                        .map(type -> new Part(UUID.randomUUID(), "from " + type, null, type, Switches.ON))
                        .toList(),
                List.of(new Part(UUID.randomUUID(), "coffee", null, null, Switches.ON)),
                List.of());
    }

    public static UUID id(int number) {
        return new UUID(0, number);
    }

    private DatasetFixtures() {}
}
