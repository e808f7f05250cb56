package io.eligo.feed.precomputed;

import io.eligo.catalog.CatalogSnapshot;
import io.eligo.feed.paging.OrderedPositions;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The live outlets of the offers in a feed, each once, as outlet positions of its catalogue. If most outlets have an offer in
 * the feed, the next one is near and a scan over outlets finds it. If a scan exceeds {@code SCAN_LIMIT}, the outlets of all
 * offers in the feed are collected.
 */
public final class FeedOutlets implements OrderedPositions {
    private static final int SCAN_LIMIT = 64;

    private final CatalogSnapshot catalog;
    private final Feed feed;
    private @Nullable BitSet allOutlets;

    public FeedOutlets(Feed feed) {
        this.catalog = feed.catalog();
        this.feed = feed;
    }

    @Override
    public int size() {
        return catalog.outlets();
    }

    @Override
    public int next(int from) {
        int end = allOutlets == null ? Math.min(from + SCAN_LIMIT, size()) : from;
        for (int outlet = from; outlet < end; outlet++) {
            if (contains(outlet)) {
                return outlet;
            }
        }
        int next = end == size() ? -1 : allOutlets().nextSetBit(end);
        return next < 0 ? size() : next;
    }

    @Override
    public int previous(int end) {
        int begin = allOutlets == null ? Math.max(end - SCAN_LIMIT, 0) : end;
        for (int outlet = end - 1; outlet >= begin; outlet--) {
            if (contains(outlet)) {
                return outlet;
            }
        }
        return begin == 0 ? -1 : allOutlets().previousSetBit(begin - 1);
    }

    @Override
    public int count() {
        return allOutlets().cardinality();
    }

    private boolean contains(int outlet) {
        return catalog.findOffersAtOutlet(outlet).anyMatch(feed::contains);
    }

    private BitSet allOutlets() {
        BitSet known = allOutlets;
        if (known == null) {
            known = new BitSet(size());
            for (int offer = feed.next(0); offer < feed.size(); offer = feed.next(offer + 1)) {
                catalog.liveOutlets(offer).forEach(known::set);
            }
            allOutlets = known;
        }
        return known;
    }
}
