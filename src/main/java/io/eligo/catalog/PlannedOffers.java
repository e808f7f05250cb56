package io.eligo.catalog;

import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What becomes of the offers that are live once a plan is carried out: the same statements read the tables, and what stands in
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
     * A live offer that will be live no longer, or granted to fewer.
     *
     * @param merchantNo 0 where it has none
     * @param how in words, behind the offer's name
     */
    public record Lost(UUID offer, String name, int merchantNo, String how) {}

    /**
     * @param live how many offers are live by merchant's number, 0 for those that have none
     * @param lost those of them that will not be, or will reach fewer, by merchant and name
     * @param coming how many will be live that are not
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

    private record Judged(String name, int merchantNo, boolean live, Reach reach, String against) {
        static Judged of(Offer offer, Instant now) {
            Merchant merchant = offer.merchant();
            boolean live = offer.live(now).holds();
            return new Judged(
                    offer.name(),
                    merchant == null ? 0 : merchant.no(),
                    live,
                    Reach.of(offer),
                    live
                            ? ""
                            : offer.live(now).refusals().stream()
                                    .map(refusal -> refusal.reason())
                                    .collect(Collectors.joining(", ")));
        }
    }

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
            String how = offer.live() ? how(offer, after.get(id)) : null;
            if (how != null) {
                lost.add(new Lost(id, offer.name(), offer.merchantNo(), how));
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

    private static @Nullable String how(Judged before, @Nullable Judged after) {
        if (after == null || !after.live()) {
            return "would not be live: " + (after == null ? "it is gone" : after.against());
        }
        int missing = before.reach().levels() & ~after.reach().levels();
        return missing == 0 ? null : "would be granted to fewer: not to " + new Reach(missing).words();
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
