package io.eligo.catalog;

import io.eligo.rules.Folded;
import io.eligo.rules.Outlet;

/** An outlet of one snapshot, with everything worked out that its offers share. */
record CatalogOutlet(Outlet outlet, OutletKey key, String text) {
    static CatalogOutlet of(Outlet outlet) {
        return new CatalogOutlet(
                outlet,
                new OutletKey(Folded.of(outlet.name()), outlet.id()),
                SearchedText.of(outlet.name(), outlet.description()));
    }
}
