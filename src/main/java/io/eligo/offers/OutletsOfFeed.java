package io.eligo.offers;

import io.eligo.catalog.CatalogSnapshot;
import java.util.BitSet;

/** The live outlets of the offers in a feed, each once, as outlet positions of its catalogue. */
final class OutletsOfFeed implements Ordered {
    private final int size;
    private final BitSet outlets = new BitSet();

    OutletsOfFeed(CatalogSnapshot catalog, Feed feed) {
        this.size = catalog.outlets();
        for (int position = feed.next(0); position < feed.size(); position = feed.next(position + 1)) {
            for (int outlet : catalog.offer(position).liveOutletPositions()) {
                outlets.set(outlet);
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int next(int from) {
        int next = outlets.nextSetBit(from);
        return next < 0 ? size : next;
    }

    @Override
    public int previous(int end) {
        return outlets.previousSetBit(end - 1);
    }
}
