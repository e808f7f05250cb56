package io.eligo.offers;

import graphql.relay.ConnectionCursor;
import graphql.relay.Edge;
import io.eligo.graphql.Lasting;

/** An offer on a page. Its cursor depends on nothing else, so that what was written of it is good for other pages. */
record OfferEdge(ShownOffer offer) implements Edge<ShownOffer>, Lasting {
    @Override
    public ShownOffer getNode() {
        return offer;
    }

    @Override
    public ConnectionCursor getCursor() {
        return Cursor.OF_OFFER.connectionCursor(offer.entry().key());
    }
}
