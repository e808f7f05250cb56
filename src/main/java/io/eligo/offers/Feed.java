package io.eligo.offers;

import io.eligo.catalog.CatalogOffer;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.grants.UserGrants;
import io.eligo.rules.CustomerType;
import io.eligo.rules.OfferType;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The offers that one user sees at one instant, filtered, as positions in one catalogue: granted and live. Nothing is judged
 * before it is asked for.
 */
final class Feed implements Ordered {
    private final CatalogSnapshot catalog;
    private final UserGrants grants;
    private final OfferFilter filter;
    private final Instant now;
    private final int[] stored;
    private final int[] candidates;

    Feed(CatalogSnapshot catalog, UserGrants grants, OfferFilter filter, Instant now) {
        this.catalog = catalog;
        this.grants = grants;
        this.filter = filter;
        this.now = now;
        this.stored = catalog.positions(grants.offerNos());
        this.candidates = merged(catalog.broad(), stored);
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
        for (int place = place(from); place < candidates.length; place++) {
            if (shows(candidates[place])) {
                return candidates[place];
            }
        }
        return size();
    }

    @Override
    public int previous(int end) {
        for (int place = place(end) - 1; place >= 0; place--) {
            if (shows(candidates[place])) {
                return candidates[place];
            }
        }
        return -1;
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
        return Arrays.binarySearch(candidates, position) >= 0 && shows(position) ? offer(position) : null;
    }

    private boolean shows(int position) {
        CatalogOffer offer = catalog.offer(position);
        return offer.live(now) && granted(offer, position) && filter.chooses(offer);
    }

    // What was stored is believed, but for loyalty: a tier that stops counting stops granting at once.
    private boolean granted(CatalogOffer offer, int position) {
        return offer.reach().holds(typeAt(offer))
                || offer.offer().type() != OfferType.LOYALTY && Arrays.binarySearch(stored, position) >= 0;
    }

    private CustomerType typeAt(CatalogOffer offer) {
        return grants.typeAt(offer.offer().merchant());
    }

    private int place(int position) {
        int found = Arrays.binarySearch(candidates, position);
        return found >= 0 ? found : -found - 1;
    }

    /** Two ascending lists as one, what is in both only once. */
    private static int[] merged(int[] a, int[] b) {
        int[] merged = new int[a.length + b.length];
        int count = 0;
        for (int i = 0, j = 0; i < a.length || j < b.length; count++) {
            int left = i < a.length ? a[i] : Integer.MAX_VALUE;
            int right = j < b.length ? b[j] : Integer.MAX_VALUE;
            merged[count] = Math.min(left, right);
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return Arrays.copyOf(merged, count);
    }
}
