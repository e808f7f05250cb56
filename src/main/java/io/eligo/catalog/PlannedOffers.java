package io.eligo.catalog;

import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What becomes of the offers that are live, now or later, once a plan is carried out: the same statements read the tables, and what stands in
 * schema {@code planned} in front of them, and the same rules judge both.
 */
@Component
public class PlannedOffers {
    private final JdbcClient jdbc;
    private final CatalogTables tables;

    PlannedOffers(JdbcClient jdbc, CatalogTables tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /**
     * An offer that is live, now or later, and will not be, or for less time, or will be granted to fewer.
     *
     * @param merchantNo 0 where it has none
     * @param how in words, behind the offer's name
     * @param effect the same whenever the plan is looked at, whatever the reasons
     */
    public record Lost(UUID offer, String name, int merchantNo, String how, String effect) {}

    /**
     * @param live how many offers are live now or later by merchant's number, 0 for those that have none
     * @param lost those of them that the plan takes anything from, by merchant and name
     * @param coming how many will be live now or later that are not
     */
    public record Outcome(Map<Integer, Long> live, List<Lost> lost, long coming) {
        public Outcome {
            live = Map.copyOf(live);
            lost = List.copyOf(lost);
        }

        public long standing() {
            return live.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private record Judged(Offer offer, boolean live, Reach reach) {
        static Judged of(Offer offer, Instant now) {
            Instant until = offer.window().until();
            return new Judged(
                    offer, offer.isLiveIgnoringWindow() && (until == null || !until.isBefore(now)), Reach.of(offer));
        }

        int merchantNo() {
            Merchant merchant = offer.merchant();
            return merchant == null ? 0 : merchant.no();
        }

        @Nullable
        UUID merchant() {
            Merchant merchant = offer.merchant();
            return merchant == null ? null : merchant.id();
        }

        /** When it is live first, of those instants that are not over. */
        Instant firstLive(Instant now) {
            Instant from = offer.window().from();
            return from == null || from.isBefore(now) ? now : from;
        }

        String against(Instant at) {
            return offer.live(at).violations().stream()
                    .map(ruleViolation -> ruleViolation.reason())
                    .collect(Collectors.joining(", "));
        }
    }

    /** One of the things that a plan takes from an offer. */
    private record Effect(String how, String key) {}

    /** Whether any offer is there that a plan could take away; costs nothing where there is none. */
    public boolean anyStands() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM offer)")
                .query(Boolean.class)
                .single();
    }

    /** In the caller's transaction, reading everything twice. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Outcome outcome(Instant now) {
        Map<UUID, Judged> before = judged(now);
        String path = jdbc.sql("SELECT current_setting('search_path')")
                .query(String.class)
                .single();
        searchPath("planned, " + path);
        Map<UUID, Judged> after = judged(now);
        searchPath(path);
        var lost = new ArrayList<Lost>();
        before.forEach((id, offer) -> {
            List<Effect> effects = offer.live() ? effects(offer, after.get(id), now) : List.of();
            if (!effects.isEmpty()) {
                lost.add(new Lost(
                        id,
                        offer.offer().name(),
                        offer.merchantNo(),
                        effects.stream().map(Effect::how).collect(Collectors.joining("; ")),
                        effects.stream().map(Effect::key).collect(Collectors.joining("; "))));
            }
        });
        lost.sort(
                Comparator.comparing(Lost::merchantNo).thenComparing(Lost::name).thenComparing(Lost::offer));
        return new Outcome(
                live(before.values()).collect(Collectors.groupingBy(Judged::merchantNo, Collectors.counting())),
                lost,
                after.entrySet().stream()
                        .filter(offer -> offer.getValue().live() && !isLive(before.get(offer.getKey())))
                        .count());
    }

    private static List<Effect> effects(Judged before, @Nullable Judged after, Instant now) {
        if (after == null) {
            return List.of(new Effect("would not be live: it is gone", "gone"));
        }
        Instant first = before.firstLive(now);
        if (!after.live()) {
            return List.of(new Effect("would not be live: " + after.against(first), "gone"));
        }
        var effects = new ArrayList<Effect>();
        int missing = before.reach().levels() & ~after.reach().levels();
        if (missing != 0) {
            effects.add(
                    new Effect("would be granted to fewer: not to " + new Reach(missing).words(), "levels " + missing));
        }
        if (!Objects.equals(before.merchant(), after.merchant())
                && !after.reach().everybody()) {
            effects.add(new Effect("would be granted to another merchant's customers", "merchant " + after.merchant()));
        }
        if (!lasts(after.offer().window(), first, before.offer().window().until())) {
            String window = words(after.offer().window());
            effects.add(new Effect("would be live for less time: " + window, "window " + window));
        }
        return effects;
    }

    /** Whether the window is open from the one instant until the other, null for ever. */
    private static boolean lasts(Window window, Instant from, @Nullable Instant until) {
        Instant end = window.until();
        return (window.from() == null || !window.from().isAfter(from))
                && (end == null || until != null && !end.isBefore(until));
    }

    private static String words(Window window) {
        return String.format(
                Locale.ROOT,
                "from %s until %s",
                Objects.requireNonNullElse(window.from(), "ever"),
                Objects.requireNonNullElse(window.until(), "ever"));
    }

    private static boolean isLive(@Nullable Judged offer) {
        return offer != null && offer.live();
    }

    private static Stream<Judged> live(Collection<Judged> offers) {
        return offers.stream().filter(Judged::live);
    }

    private Map<UUID, Judged> judged(Instant now) {
        // The catalogue reports them.
        var unreadable = new HashSet<UnreadableRow>();
        Map<UUID, Merchant> merchants = tables.merchants(Which.ALL, unreadable);
        Map<UUID, Outlet> outlets = tables.outlets(Which.ALL, merchants, unreadable);
        var judged = new HashMap<UUID, Judged>();
        tables.offers(Which.ALL, merchants, outlets, unreadable)
                .forEach(offer -> judged.put(offer.id(), Judged.of(offer, now)));
        return judged;
    }

    private void searchPath(String path) {
        jdbc.sql("SELECT set_config('search_path', ?, true)")
                .param(path)
                .query(String.class)
                .single();
    }
}
