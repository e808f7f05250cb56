package io.eligo.feed;

import io.eligo.feed.Dataset.Merchant;
import io.eligo.feed.Dataset.Offer;
import io.eligo.feed.Dataset.Outlet;
import io.eligo.feed.Dataset.Part;
import io.eligo.feed.Dataset.Switches;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A naive implementation of docs/rules.md, sentence by sentence and offer by offer, for comparison in tests. It calls no production
 * code; {@code folded} maps a text to its folded form from PostgreSQL.
 */
record NaiveFeed(Dataset dataset, Instant now, Map<String, String> folded, Map<UUID, List<Outlet>> liveOutlets) {
    private static final List<String> LADDER =
            List.of("NonCustomer", "New", "Infrequent", "Occasional", "Regular", "Vip");

    NaiveFeed(Dataset dataset, Instant now, Map<String, String> folded) {
        this(dataset, now, folded, new ConcurrentHashMap<>());
    }

    /** A filter of offers; null components are not applied. */
    record Filter(
            @Nullable String offerType,
            @Nullable UUID merchantId,
            @Nullable UUID outletId,
            @Nullable String category,
            @Nullable BigDecimal minPercentage,
            @Nullable BigDecimal maxPercentage,
            @Nullable String search) {
        static final Filter NONE = new Filter(null, null, null, null, null, null, null);

        /** The variables of a document with {@code $filter}. */
        Map<String, Object> variables() {
            Map<String, Object> written = written();
            return written.isEmpty() ? Map.of() : Map.of("filter", written);
        }

        /** The argument as a caller writes it. */
        Map<String, Object> written() {
            var written = new HashMap<String, Object>();
            put(written, "offerType", offerType);
            put(written, "merchantId", merchantId);
            put(written, "outletId", outletId);
            put(written, "category", category);
            put(written, "minPercentage", minPercentage);
            put(written, "maxPercentage", maxPercentage);
            put(written, "search", search);
            return written;
        }

        private static void put(Map<String, Object> written, String field, @Nullable Object value) {
            if (value != null) {
                written.put(field, value instanceof UUID ? value.toString() : value);
            }
        }
    }

    List<Offer> offers(UUID user, Filter filter) {
        return dataset.offers().stream()
                .filter(offer -> granted(offer, user) && live(offer) && chosen(offer, filter))
                .sorted(Comparator.comparing(NaiveFeed::key)
                        .reversed()
                        // Hexadecimal digits sort like unsigned bytes.
                        .thenComparing(offer -> offer.id().toString()))
                .toList();
    }

    List<Outlet> outlets(UUID user, Filter filter) {
        return inOrder(offers(user, filter).stream()
                .flatMap(offer -> liveOutlets(offer).stream())
                .distinct());
    }

    /** Computed once per offer, only to shorten the tests. */
    List<Outlet> liveOutlets(Offer offer) {
        return liveOutlets.computeIfAbsent(offer.id(), id -> findLiveOutlets(offer));
    }

    private List<Outlet> findLiveOutlets(Offer offer) {
        Stream<Outlet> outlets = offer.type().equals("Loyalty")
                ? dataset.outlets().stream().filter(outlet -> outlet.merchant().equals(offer.merchant()))
                : offer.linked().stream()
                        .filter(outlet ->
                                offer.merchant() == null || outlet.merchant().equals(offer.merchant()));
        return inOrder(outlets.filter(outlet -> on(outlet.switches())
                && outlet.merchant().status().equals("Active")
                && outlet.paymentPoints().stream().anyMatch(NaiveFeed::on)));
    }

    /** The tiers that count; of a loyalty program, the tiers that the user reaches. */
    List<Part> tiers(Offer offer, UUID user) {
        int level = LADDER.indexOf(typeAt(offer.merchant(), user));
        return offer.tiers().stream()
                .filter(tier -> on(tier.switches()))
                .filter(tier -> tier.minCustomerType() == null || LADDER.indexOf(tier.minCustomerType()) <= level)
                .toList();
    }

    static boolean on(Switches switches) {
        return switches.active() && !switches.deleted() && "Approved".equals(switches.review());
    }

    boolean granted(Offer offer, UUID user) {
        if (offer.type().equals("Loyalty")) {
            return offer.merchant() != null && !tiers(offer, user).isEmpty();
        }
        return offer.audience().contains("All") || offer.audience().contains(typeAt(offer.merchant(), user));
    }

    private String typeAt(@Nullable Merchant merchant, UUID user) {
        Map<UUID, String> types = dataset.users().getOrDefault(user, Map.of());
        return merchant == null ? "NonCustomer" : types.getOrDefault(merchant.id(), "NonCustomer");
    }

    boolean live(Offer offer) {
        boolean windowOpen = (offer.from() == null || offer.from().compareTo(now) <= 0)
                && (offer.until() == null || offer.until().compareTo(now) >= 0);
        boolean left = offer.limit() == null || offer.used().compareTo(offer.limit()) < 0;
        boolean merchantActive =
                offer.merchant() == null || offer.merchant().status().equals("Active");
        boolean tier =
                offer.type().equals("Exclusive") || offer.tiers().stream().anyMatch(one -> on(one.switches()));
        boolean reward =
                !offer.type().equals("Loyalty") || offer.rewards().stream().anyMatch(one -> on(one.switches()));
        return on(offer.switches())
                && merchantActive
                && windowOpen
                && left
                && !liveOutlets(offer).isEmpty()
                && tier
                && reward;
    }

    private boolean chosen(Offer offer, Filter filter) {
        List<Merchant> merchants = offer.merchant() != null
                ? List.of(offer.merchant())
                : liveOutlets(offer).stream().map(Outlet::merchant).toList();
        return (filter.offerType() == null || filter.offerType().equalsIgnoreCase(offer.type()))
                && (filter.merchantId() == null
                        || merchants.stream().anyMatch(one -> one.id().equals(filter.merchantId())))
                && (filter.category() == null
                        || merchants.stream().anyMatch(one -> one.category().equals(filter.category())))
                && (filter.outletId() == null
                        || liveOutlets(offer).stream().anyMatch(one -> one.id().equals(filter.outletId())))
                && pays(offer, filter)
                && mentions(offer, filter.search());
    }

    private static boolean pays(Offer offer, Filter filter) {
        BigDecimal min = filter.minPercentage();
        BigDecimal max = filter.maxPercentage();
        if (min == null && max == null) {
            return true;
        }
        return offer.type().equals("Cashback")
                && offer.tiers().stream()
                        .filter(tier -> on(tier.switches()))
                        .map(tier -> Objects.requireNonNull(tier.percentage()))
                        .anyMatch(percentage -> (min == null || percentage.compareTo(min) >= 0)
                                && (max == null || percentage.compareTo(max) <= 0));
    }

    private boolean mentions(Offer offer, @Nullable String search) {
        if (search == null || search.isBlank()) {
            return true;
        }
        var fields = new ArrayList<@Nullable String>();
        fields.add(offer.name());
        fields.add(offer.description());
        fields.add(offer.merchant() == null ? null : offer.merchant().name());
        for (Outlet outlet : liveOutlets(offer)) {
            fields.add(outlet.name());
            fields.add(outlet.description());
        }
        String wanted = fold(search.strip());
        return fields.stream()
                .filter(Objects::nonNull)
                .anyMatch(field -> fold(field).contains(wanted));
    }

    private List<Outlet> inOrder(Stream<Outlet> outlets) {
        return outlets.sorted(Comparator.comparing((Outlet outlet) -> codePoints(fold(outlet.name())))
                        .thenComparing(outlet -> outlet.id().toString()))
                .toList();
    }

    private String fold(String text) {
        return Objects.requireNonNull(folded.get(text), () -> "not folded: " + text);
    }

    /** Six digits per code point, which sort like code points. */
    private static String codePoints(String text) {
        var digits = new StringBuilder();
        text.codePoints().forEach(point -> digits.append("%06x".formatted(point)));
        return digits.toString();
    }

    private static Instant key(Offer offer) {
        return offer.from() == null ? offer.createdAt() : offer.from();
    }
}
