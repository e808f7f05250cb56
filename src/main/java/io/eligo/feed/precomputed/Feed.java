package io.eligo.feed.precomputed;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.catalog.index.LiveOffers;
import io.eligo.catalog.index.OfferSelection;
import io.eligo.catalog.index.OutletKey;
import io.eligo.feed.paging.OrderedPositions;
import io.eligo.feed.paging.PagedConnection;
import io.eligo.feed.paging.Paging;
import io.eligo.feed.visible.OfferFilter;
import io.eligo.feed.visible.UserFeed;
import io.eligo.feed.visible.VisibleOffer;
import io.eligo.grants.store.UserGrants;
import io.eligo.rules.FeedKey;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.CustomerType;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The feed of the precomputed path: the granted and live offers of one user at one instant, filtered, as positions in one catalogue
 * snapshot. Stored grants are few and are evaluated at once. Broad offers are evaluated only when a page passes them.
 */
public final class Feed implements UserFeed, OrderedPositions {
    private final CatalogSnapshot catalog;
    private final UserGrants grants;
    private final LiveOffers live;
    private final OfferSelection filterMatches;
    private final int[] storedPositions;

    public Feed(CatalogSnapshot catalog, UserGrants grants, OfferFilter filter, Instant now) {
        this.catalog = catalog;
        this.grants = grants;
        this.live = catalog.liveOffers(now);
        this.filterMatches = filter.select(catalog);
        this.storedPositions = IntStream.of(catalog.findPositions(grants.offerNos()))
                .filter(position ->
                        live.isLive(position) && filterMatches.contains(position) && isStoredGrantCurrent(position))
                .toArray();
    }

    @Override
    public PagedConnection<VisibleOffer> offers(Paging<FeedKey> paging) {
        return PositionPager.ofOffers(this).page(paging);
    }

    @Override
    public PagedConnection<Outlet> outlets(Paging<OutletKey> paging) {
        return PositionPager.ofOutlets(this).page(paging);
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
        int index = insertionIndex(from);
        int end = index < storedPositions.length ? storedPositions[index] : size();
        for (int broad = live.nextBroad(from); broad < end; broad = live.nextBroad(broad + 1)) {
            if (containsBroad(broad)) {
                return broad;
            }
        }
        return end;
    }

    @Override
    public int previous(int end) {
        int index = insertionIndex(end);
        int begin = index > 0 ? storedPositions[index - 1] : -1;
        for (int broad = live.previousBroad(end); broad > begin; broad = live.previousBroad(broad)) {
            if (containsBroad(broad)) {
                return broad;
            }
        }
        return begin;
    }

    /** Whether the feed contains the offer at this position. */
    boolean contains(int position) {
        return Arrays.binarySearch(storedPositions, position) >= 0
                || live.isLiveAndBroad(position) && containsBroad(position);
    }

    /** The offer at a position of this feed, as the user sees it. */
    PrecomputedOffer offer(int position) {
        CatalogOffer offer = catalog.offer(position);
        return new PrecomputedOffer(offer, customerTypeFor(offer));
    }

    @Override
    public @Nullable VisibleOffer find(UUID id) {
        CatalogOffer offer = catalog.offer(id);
        int position = offer == null ? size() : catalog.lowerBound(offer.key());
        return contains(position) ? offer(position) : null;
    }

    private boolean containsBroad(int position) {
        return filterMatches.contains(position) && isGranted(catalog.offer(position));
    }

    // Stored grants are authoritative, except where tiers grant: a tier that stops counting stops granting at once.
    private boolean isStoredGrantCurrent(int position) {
        return !live.isLiveAndGrantedByTiers(position) || isGranted(catalog.offer(position));
    }

    private boolean isGranted(CatalogOffer offer) {
        return offer.grantedTypes().contains(customerTypeFor(offer));
    }

    private CustomerType customerTypeFor(CatalogOffer offer) {
        return grants.customerTypeAt(offer.merchant());
    }

    private int insertionIndex(int position) {
        int found = Arrays.binarySearch(storedPositions, position);
        return found >= 0 ? found : -found - 1;
    }
}
