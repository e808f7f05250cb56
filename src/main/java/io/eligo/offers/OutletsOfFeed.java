package io.eligo.offers;

import io.eligo.catalog.CatalogSnapshot;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The live outlets of the offers in a feed, each once, as outlet positions of its catalogue. While most outlets are among them
 * the next one is near and found by asking outlets for their offers; once that takes long, all offers are asked for their outlets.
 */
final class OutletsOfFeed implements Ordered {
    private static final int NEAR = 64;

    private final CatalogSnapshot catalog;
    private final Feed feed;
    private @Nullable BitSet all;

    OutletsOfFeed(Feed feed) {
        this.catalog = feed.catalog();
        this.feed = feed;
    }

    @Override
    public int size() {
        return catalog.outlets();
    }

    @Override
    public int next(int from) {
        int end = all == null ? Math.min(from + NEAR, size()) : from;
        for (int outlet = from; outlet < end; outlet++) {
            if (shows(outlet)) {
                return outlet;
            }
        }
        int next = end == size() ? -1 : all().nextSetBit(end);
        return next < 0 ? size() : next;
    }

    @Override
    public int previous(int end) {
        int begin = all == null ? Math.max(end - NEAR, 0) : end;
        for (int outlet = end - 1; outlet >= begin; outlet--) {
            if (shows(outlet)) {
                return outlet;
            }
        }
        return begin == 0 ? -1 : all().previousSetBit(begin - 1);
    }

    @Override
    public int count() {
        return all().cardinality();
    }

    private boolean shows(int outlet) {
        return catalog.offersAt(outlet).anyMatch(feed::shows);
    }

    private BitSet all() {
        BitSet known = all;
        if (known == null) {
            known = new BitSet(size());
            for (int offer = feed.next(0); offer < feed.size(); offer = feed.next(offer + 1)) {
                catalog.liveOutlets(offer).forEach(known::set);
            }
            all = known;
        }
        return known;
    }
}
