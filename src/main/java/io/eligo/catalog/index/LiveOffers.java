package io.eligo.catalog.index;

import io.eligo.rules.Window;
import java.time.Instant;
import java.util.BitSet;

/**
 * Positions of the offers of one snapshot that are live at an instant, and the period in which the same
 * offers are live. Here the instant of a read is compared with the live periods that the catalogue computed at its refresh.
 */
public final class LiveOffers {
    private final int size;
    private final BitSet live = new BitSet();
    private final BitSet broad = new BitSet();
    private final BitSet grantedByTiers = new BitSet();
    private Instant validFrom = Instant.MIN;
    private Instant validBefore = Instant.MAX;

    public LiveOffers(OrderedIndex<?, CatalogOffer> offers, Instant now) {
        this.size = offers.size();
        for (int position = 0; position < size; position++) {
            CatalogOffer offer = offers.get(position);
            Window period = offer.livePeriod();
            if (period != null) {
                boolean isLive = period.contains(now);
                live.set(position, isLive);
                broad.set(position, isLive && offer.grantedTypes().isBroad());
                grantedByTiers.set(position, isLive && offer.offer().isGrantedByTiers());
                narrowValidity(period, now);
            }
        }
    }

    private void narrowValidity(Window period, Instant now) {
        Instant from = period.from();
        if (from != null) {
            narrowValidity(from, now);
        }
        Instant until = period.until();
        if (until != null) {
            // The end belongs to the period, so the offer stops being live right after it.
            narrowValidity(until.plusNanos(1), now);
        }
    }

    private void narrowValidity(Instant edge, Instant now) {
        if (edge.isAfter(now)) {
            validBefore = edge.isBefore(validBefore) ? edge : validBefore;
        } else {
            validFrom = edge.isAfter(validFrom) ? edge : validFrom;
        }
    }

    /** Returns whether the same offers are live at {@code now}. */
    public boolean isValidAt(Instant now) {
        return !now.isBefore(validFrom) && now.isBefore(validBefore);
    }

    public boolean isLive(int position) {
        return live.get(position);
    }

    public boolean isLiveAndBroad(int position) {
        return broad.get(position);
    }

    /** Returns whether the offer at the position is live, and is of a type that tiers grant ({@link io.eligo.rules.Offer#isGrantedByTiers}). */
    public boolean isLiveAndGrantedByTiers(int position) {
        return grantedByTiers.get(position);
    }

    /**
     * Returns the first position from {@code from} on of a broad live offer; the snapshot's size if there is none.
     */
    public int nextBroad(int from) {
        int next = broad.nextSetBit(from);
        return next < 0 ? size : next;
    }

    /** Returns the last position before {@code end} of a broad live offer; -1 if there is none. */
    public int previousBroad(int end) {
        return broad.previousSetBit(end - 1);
    }
}
