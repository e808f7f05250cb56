package io.eligo.offers;

import io.eligo.catalog.CatalogOffer;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.LiveOffers;
import io.eligo.catalog.Selection;
import io.eligo.grants.UserGrants;
import io.eligo.rules.CustomerType;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The offers that one user sees at one instant, filtered, as positions in one catalogue: granted and live. What is stored of the
 * user is judged at once, being little; of the broad offers only those that are passed on the way to what is asked for.
 */
final class Feed implements Ordered {
    private final CatalogSnapshot catalog;
    private final UserGrants grants;
    private final LiveOffers live;
    private final Selection chosen;
    private final int[] own;

    Feed(CatalogSnapshot catalog, UserGrants grants, OfferFilter filter, Instant now) {
        this.catalog = catalog;
        this.grants = grants;
        this.live = catalog.live(now);
        this.chosen = filter.in(catalog);
        this.own = IntStream.of(catalog.positions(grants.offerNos()))
                .filter(position -> live.has(position) && chosen.has(position) && storedCounts(position))
                .toArray();
    }

    CatalogSnapshot catalog() {
        return catalog;
    }

    @Override
    public int size() {
        return catalog.size();
    }

    @Override
    public int next(int from) {
        int place = place(from);
        int end = place < own.length ? own[place] : size();
        for (int broad = live.nextBroad(from); broad < end; broad = live.nextBroad(broad + 1)) {
            if (showsBroad(broad)) {
                return broad;
            }
        }
        return end;
    }

    @Override
    public int previous(int end) {
        int place = place(end);
        int begin = place > 0 ? own[place - 1] : -1;
        for (int broad = live.previousBroad(end); broad > begin; broad = live.previousBroad(broad)) {
            if (showsBroad(broad)) {
                return broad;
            }
        }
        return begin;
    }

    /** Whether the offer at a position is one of them. */
    boolean shows(int position) {
        return Arrays.binarySearch(own, position) >= 0 || live.hasBroad(position) && showsBroad(position);
    }

    /** What is shown to the user of the offer at a position of this feed. */
    ShownOffer offer(int position) {
        CatalogOffer offer = catalog.offer(position);
        return new ShownOffer(offer, typeAt(offer));
    }

    /** The offer with this id; null if the user does not see one. */
    @Nullable
    ShownOffer find(UUID id) {
        CatalogOffer offer = catalog.offer(id);
        int position = offer == null ? size() : catalog.firstNotBefore(offer.key());
        return shows(position) ? offer(position) : null;
    }

    private boolean showsBroad(int position) {
        return chosen.has(position) && reached(catalog.offer(position));
    }

    // What was stored is believed, but for loyalty: a tier that stops counting stops granting at once.
    private boolean storedCounts(int position) {
        return !live.hasLoyalty(position) || reached(catalog.offer(position));
    }

    private boolean reached(CatalogOffer offer) {
        return offer.reach().holds(typeAt(offer));
    }

    private CustomerType typeAt(CatalogOffer offer) {
        return grants.typeAt(offer.merchant());
    }

    private int place(int position) {
        int found = Arrays.binarySearch(own, position);
        return found >= 0 ? found : -found - 1;
    }
}
