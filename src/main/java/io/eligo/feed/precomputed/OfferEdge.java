package io.eligo.feed.precomputed;

import graphql.relay.ConnectionCursor;
import graphql.relay.Edge;
import io.eligo.api.CacheableFragment;
import io.eligo.feed.paging.Cursor;
import io.eligo.feed.visible.VisibleOffer;

/** An offer on a page. Its cursor depends only on the offer, so its JSON can be reused on other pages. */
record OfferEdge(PrecomputedOffer offer) implements Edge<VisibleOffer>, CacheableFragment {
    @Override
    public VisibleOffer getNode() {
        return offer;
    }

    @Override
    public ConnectionCursor getCursor() {
        return Cursor.OFFER.connectionCursor(offer.key());
    }
}
