package io.eligo.catalog;

import io.eligo.rules.OfferType;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.BitSet;

/** The offers of one snapshot that are live at an instant, as positions; and from when until before when they are the same. */
public final class LiveOffers {
    private final int size;
    private final BitSet live = new BitSet();
    private final BitSet broad = new BitSet();
    private final BitSet loyalty = new BitSet();
    private Instant since = Instant.MIN;
    private Instant before = Instant.MAX;

    LiveOffers(Ranking<?, CatalogOffer> offers, Instant now) {
        this.size = offers.size();
        for (int position = 0; position < size; position++) {
            CatalogOffer offer = offers.thing(position);
            if (offer.liveInWindow()) {
                boolean holds = offer.window().contains(now);
                live.set(position, holds);
                broad.set(position, holds && offer.reach().broad());
                loyalty.set(position, holds && offer.offer().type() == OfferType.LOYALTY);
                bound(offer.window(), now);
            }
        }
    }

    private void bound(Window window, Instant now) {
        Instant from = window.from();
        if (from != null) {
            bound(from, now);
        }
        Instant until = window.until();
        if (until != null) {
            // The end belongs to the window: what changes, changes right after it.
            bound(until.plusNanos(1), now);
        }
    }

    private void bound(Instant edge, Instant now) {
        if (edge.isAfter(now)) {
            before = edge.isBefore(before) ? edge : before;
        } else {
            since = edge.isAfter(since) ? edge : since;
        }
    }

    /** Whether the same offers are live then. */
    boolean holds(Instant now) {
        return !now.isBefore(since) && now.isBefore(before);
    }

    public boolean has(int position) {
        return live.get(position);
    }

    public boolean hasBroad(int position) {
        return broad.get(position);
    }

    /** Whether it is a loyalty program. */
    public boolean hasLoyalty(int position) {
        return loyalty.get(position);
    }

    /** The first broad one at or behind {@code from}; the snapshot's size if there is none. */
    public int nextBroad(int from) {
        int next = broad.nextSetBit(from);
        return next < 0 ? size : next;
    }

    /** The last broad one before {@code end}; -1 if there is none. */
    public int previousBroad(int end) {
        return broad.previousSetBit(end - 1);
    }
}
