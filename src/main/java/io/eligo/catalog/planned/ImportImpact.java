package io.eligo.catalog.planned;

import io.eligo.catalog.index.GrantedTypes;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.UnreadableRow;
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
 * Evaluates the effect of an import on the offers that are live now or later. The same statements read the tables
 * with and without the planned rows in schema {@code planned}, and the same rules decide both.
 */
@Component
public class ImportImpact {
    private final JdbcClient jdbc;
    private final CatalogTables tables;

    ImportImpact(JdbcClient jdbc, CatalogTables tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /**
     * An offer that is live now or later and with the import would not be live, be live for less time, or be granted
     * to fewer customer types.
     *
     * @param merchantNo 0 if the offer has no merchant
     * @param description the effect as text that follows the offer's name
     * @param effectKey identifies the effect; the same at each evaluation of the plan, whatever the reasons
     *     in the description
     */
    public record OfferLoss(UUID offer, String name, int merchantNo, String description, String effectKey) {}

    /**
     * Result of the evaluation.
     *
     * @param liveByMerchant the number of offers live now or later by merchant number, 0 for offers
     *     without a merchant
     * @param losses the offers that lose something, by merchant and name
     * @param newlyLive the number of offers that become live now or later with the import
     */
    public record OfferImpact(Map<Integer, Long> liveByMerchant, List<OfferLoss> losses, long newlyLive) {
        public OfferImpact {
            liveByMerchant = Map.copyOf(liveByMerchant);
            losses = List.copyOf(losses);
        }

        public long liveCount() {
            return liveByMerchant.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @param livePeriod the period in which the offer is live, now or later; null if it is not */
    private record EvaluatedOffer(Offer offer, @Nullable Window livePeriod, GrantedTypes grantedTypes) {
        static EvaluatedOffer of(Offer offer, Instant now) {
            Window period = offer.livePeriod();
            return new EvaluatedOffer(
                    offer, period == null || period.isOverAt(now) ? null : period, GrantedTypes.of(offer));
        }

        boolean isLive() {
            return livePeriod != null;
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

        String refusalReasons(Instant at) {
            return offer.live(at).violations().stream()
                    .map(unmetRule -> unmetRule.reason())
                    .collect(Collectors.joining(", "));
        }
    }

    /** One loss of an offer. */
    private record LossEffect(String description, String key) {}

    /** Returns whether there is any offer that an import could affect; cheap if there is none. */
    public boolean hasOffers() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM offer)")
                .query(Boolean.class)
                .single();
    }

    /** Evaluates the plan in the caller's transaction. Reads all tables twice. */
    @Transactional(propagation = Propagation.MANDATORY)
    public OfferImpact evaluate(Instant now) {
        Map<UUID, EvaluatedOffer> before = evaluateOffers(now);
        String path = jdbc.sql("SELECT current_setting('search_path')")
                .query(String.class)
                .single();
        setSearchPath("planned, " + path);
        Map<UUID, EvaluatedOffer> after = evaluateOffers(now);
        setSearchPath(path);
        var lost = new ArrayList<OfferLoss>();
        before.forEach((id, offer) -> {
            Window period = offer.livePeriod();
            List<LossEffect> effects = period == null ? List.of() : effects(offer, period, after.get(id), now);
            if (!effects.isEmpty()) {
                lost.add(new OfferLoss(
                        id,
                        offer.offer().name(),
                        offer.merchantNo(),
                        effects.stream().map(LossEffect::description).collect(Collectors.joining("; ")),
                        effects.stream().map(LossEffect::key).collect(Collectors.joining("; "))));
            }
        });
        lost.sort(Comparator.comparing(OfferLoss::merchantNo)
                .thenComparing(OfferLoss::name)
                .thenComparing(OfferLoss::offer));
        return new OfferImpact(
                filterLive(before.values())
                        .collect(Collectors.groupingBy(EvaluatedOffer::merchantNo, Collectors.counting())),
                lost,
                after.entrySet().stream()
                        .filter(offer -> offer.getValue().isLive() && !isLive(before.get(offer.getKey())))
                        .count());
    }

    private static List<LossEffect> effects(
            EvaluatedOffer before, Window periodBefore, @Nullable EvaluatedOffer after, Instant now) {
        if (after == null) {
            return List.of(new LossEffect("would not be live: it is deleted", "gone"));
        }
        Instant first = firstLive(periodBefore, now);
        Window periodAfter = after.livePeriod();
        if (periodAfter == null) {
            return List.of(new LossEffect("would not be live: " + after.refusalReasons(first), "gone"));
        }
        var effects = new ArrayList<LossEffect>();
        int missing = before.grantedTypes().levelMask() & ~after.grantedTypes().levelMask();
        if (missing != 0) {
            effects.add(new LossEffect(
                    "would be granted to fewer: not to " + new GrantedTypes(missing).toText(), "levels " + missing));
        }
        if (!Objects.equals(before.merchant(), after.merchant())
                && !after.grantedTypes().containsAll()) {
            effects.add(
                    new LossEffect("would be granted to another merchant's customers", "merchant " + after.merchant()));
        }
        if (!covers(periodAfter, first, periodBefore.until())) {
            String window = toText(periodAfter);
            effects.add(new LossEffect("would be live for less time: " + window, "window " + window));
        }
        return effects;
    }

    /** Returns the first instant from {@code now} on that the period contains. */
    private static Instant firstLive(Window period, Instant now) {
        Instant from = period.from();
        return from == null || from.isBefore(now) ? now : from;
    }

    /** Returns whether the window covers the period from {@code from} until {@code until}; a null end is open. */
    private static boolean covers(Window window, Instant from, @Nullable Instant until) {
        Instant end = window.until();
        return (window.from() == null || !window.from().isAfter(from))
                && (end == null || until != null && !end.isBefore(until));
    }

    private static String toText(Window window) {
        return String.format(
                Locale.ROOT,
                "from %s until %s",
                Objects.requireNonNullElse(window.from(), "ever"),
                Objects.requireNonNullElse(window.until(), "ever"));
    }

    private static boolean isLive(@Nullable EvaluatedOffer offer) {
        return offer != null && offer.isLive();
    }

    private static Stream<EvaluatedOffer> filterLive(Collection<EvaluatedOffer> offers) {
        return offers.stream().filter(EvaluatedOffer::isLive);
    }

    private Map<UUID, EvaluatedOffer> evaluateOffers(Instant now) {
        // Not reported here, because the catalogue reports unreadable rows.
        var unreadable = new HashSet<UnreadableRow>();
        Map<UUID, Merchant> merchants = tables.merchants(IdSelector.ALL, unreadable);
        Map<UUID, Outlet> outlets = tables.outlets(IdSelector.ALL, merchants, unreadable);
        var judged = new HashMap<UUID, EvaluatedOffer>();
        tables.offers(IdSelector.ALL, merchants, outlets, unreadable)
                .forEach(offer -> judged.put(offer.id(), EvaluatedOffer.of(offer, now)));
        return judged;
    }

    private void setSearchPath(String path) {
        jdbc.sql("SELECT set_config('search_path', ?, true)")
                .param(path)
                .query(String.class)
                .single();
    }
}
