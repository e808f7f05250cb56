package io.eligo.feed;

import io.eligo.feed.Dataset.Merchant;
import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Outlet;
import io.eligo.feed.Dataset.Part;
import io.eligo.feed.Dataset.Switches;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Datasets full of edge cases: mostly live rows, each switch occasionally off, and windows that begin or end exactly at the
 * current microsecond.
 */
final class RandomDataset {
    static final List<String> TYPES = List.of("NonCustomer", "New", "Infrequent", "Occasional", "Regular", "Vip");
    static final List<String> CATEGORIES = List.of("Food", "food", "Fuel", "Café");
    static final List<String> PERCENTAGES = List.of("0.00", "2.50", "5.00", "7.25", "10.00", "33.33", "100.00");
    private static final List<String> WORDS = List.of(
            "Café",
            "CAFE",
            "Ñandú",
            "Straße",
            "50%",
            "under_score",
            "ΟΔΟΣ",
            "İstanbul",
            "Zoë",
            "e\u0301clair",
            "ﬁne",
            "\uFF5Ewave",
            "😀 smile",
            "a",
            "B");

    private final Random random;
    private final Instant now;

    RandomDataset(Random random, Instant now) {
        this.random = random;
        this.now = now;
    }

    Dataset generate() {
        List<Merchant> merchants = many(9, this::merchant);
        List<Outlet> outlets = many(30, () -> outlet(oneOf(merchants)));
        var offers = new ArrayList<Offer>();
        offers.addAll(many(80, () -> cashback(oneOf(merchants), outlets)));
        offers.addAll(many(60, () -> exclusive(random.nextInt(4) == 0 ? null : oneOf(merchants), outlets)));
        merchants.forEach(merchant -> offers.add(program(merchant, switches())));
        offers.addAll(many(5, () -> program(oneOf(merchants), new Switches(true, true, "Approved"))));
        offers.add(program(null, Switches.ON));
        Collections.shuffle(offers, random);
        return new Dataset(merchants, outlets, offers, users(merchants));
    }

    <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Map<UUID, Map<UUID, String>> users(List<Merchant> merchants) {
        var users = new LinkedHashMap<UUID, Map<UUID, String>>();
        users.put(id(), Map.of());
        users.put(id(), types(merchants, () -> "NonCustomer"));
        users.put(id(), types(merchants, () -> "Vip"));
        for (int i = 0; i < 9; i++) {
            users.put(id(), types(some(merchants), () -> oneOf(TYPES)));
        }
        return users;
    }

    private static Map<UUID, String> types(List<Merchant> merchants, Supplier<String> type) {
        var types = new HashMap<UUID, String>();
        merchants.forEach(merchant -> types.put(merchant.id(), type.get()));
        return types;
    }

    private Merchant merchant() {
        String status = rarely() ? oneOf(List.of("Pending", "Suspended", "Closed")) : "Active";
        return new Merchant(id(), name(), status, oneOf(CATEGORIES));
    }

    private Outlet outlet(Merchant merchant) {
        Switches switches = switches();
        return new Outlet(
                id(),
                merchant,
                name(),
                random.nextBoolean() ? null : name(),
                new Switches(switches.active(), false, switches.review()),
                many(random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2), this::switches));
    }

    private Offer cashback(Merchant merchant, List<Outlet> outlets) {
        Instant[] window = window();
        return new Offer(
                id(),
                "Cashback",
                name(),
                null,
                merchant,
                random.nextInt(4) == 0 ? null : window[0],
                random.nextInt(4) == 0 ? null : window[1],
                instant(),
                switches(),
                audience(),
                used(),
                limit(),
                many(1 + random.nextInt(3), () -> part(new BigDecimal(oneOf(PERCENTAGES)), null)),
                List.of(),
                linked(merchant, outlets));
    }

    private Offer exclusive(@Nullable Merchant merchant, List<Outlet> outlets) {
        Instant[] window = window();
        Set<String> audience = audience();
        if (merchant == null && !audience.contains("All")) {
            audience = rarely() ? Set.of() : Set.of("All");
        }
        return new Offer(
                id(),
                "Exclusive",
                name(),
                random.nextBoolean() ? null : name(),
                merchant,
                window[0],
                window[1],
                instant(),
                switches(),
                audience,
                used(),
                limit(),
                List.of(),
                List.of(),
                linked(merchant, outlets));
    }

    private Offer program(@Nullable Merchant merchant, Switches switches) {
        return new Offer(
                id(),
                "Loyalty",
                name(),
                null,
                merchant,
                null,
                null,
                instant(),
                switches,
                Set.of(),
                used(),
                random.nextInt(3) == 0 ? null : limit(),
                many(1 + random.nextInt(3), () -> part(null, oneOf(TYPES))),
                many(1 + random.nextInt(2), this::reward),
                List.of());
    }

    private Part part(@Nullable BigDecimal percentage, @Nullable String minCustomerType) {
        return new Part(id(), name(), percentage, minCustomerType, switches());
    }

    private Part reward() {
        Switches switches = switches();
        return new Part(id(), name(), null, null, new Switches(switches.active(), false, switches.review()));
    }

    /** Mostly outlets of the merchant, occasionally of another merchant, which do not count. */
    private List<Outlet> linked(@Nullable Merchant merchant, List<Outlet> outlets) {
        var linked = new LinkedHashSet<Outlet>();
        for (Outlet outlet : outlets) {
            boolean own = merchant == null || outlet.merchant().equals(merchant);
            if (random.nextInt(own ? 2 : 20) == 0) {
                linked.add(outlet);
            }
        }
        return List.copyOf(linked);
    }

    private Set<String> audience() {
        var audience = new LinkedHashSet<String>();
        if (random.nextInt(3) == 0) {
            audience.add("All");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            audience.add(oneOf(TYPES));
        }
        return audience;
    }

    private Switches switches() {
        return new Switches(!rarely(), rarely(), review());
    }

    private @Nullable String review() {
        return switch (random.nextInt(24)) {
            case 0 -> null;
            case 1 -> "Pending";
            case 2 -> "Rejected";
            default -> "Approved";
        };
    }

    private Instant[] window() {
        Instant one = instant();
        Instant other = random.nextInt(5) == 0 ? one : instant();
        // Mostly open now.
        Instant from = random.nextInt(8) == 0 ? one : earlier(one);
        Instant until = random.nextInt(8) == 0 ? other : later(other);
        return from.isAfter(until) ? new Instant[] {until, from} : new Instant[] {from, until};
    }

    private Instant earlier(Instant at) {
        return at.isAfter(now) ? now.minus(ChronoUnit.MICROS.between(now, at), ChronoUnit.MICROS) : at;
    }

    private Instant later(Instant at) {
        return at.isBefore(now) ? now.plus(ChronoUnit.MICROS.between(at, now), ChronoUnit.MICROS) : at;
    }

    /** An instant around now, often exactly now, so that equal keys and window edges occur. */
    private Instant instant() {
        return switch (random.nextInt(5)) {
            case 0 -> now;
            case 1 -> now.plus(random.nextBoolean() ? 1 : -1, ChronoUnit.MICROS);
            case 2 -> now.plus(random.nextInt(5) - 2L, ChronoUnit.DAYS);
            default -> now.plus(random.nextInt(2_000_000_000) - 1_000_000_000L, ChronoUnit.MICROS);
        };
    }

    private BigDecimal used() {
        return new BigDecimal(rarely() ? "100.00" : "99.99");
    }

    private BigDecimal limit() {
        return new BigDecimal(random.nextInt(15) == 0 ? "0" : "100.00");
    }

    private String name() {
        return String.join(" ", many(1 + random.nextInt(3), () -> oneOf(WORDS)));
    }

    private boolean rarely() {
        return random.nextInt(12) == 0;
    }

    private <T> List<T> some(List<T> things) {
        return things.stream().filter(thing -> random.nextInt(3) > 0).toList();
    }

    private static <T> List<T> many(int count, Supplier<T> one) {
        return Stream.generate(one).limit(count).toList();
    }
}
