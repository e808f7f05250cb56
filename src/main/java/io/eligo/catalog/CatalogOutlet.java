package io.eligo.catalog;

import io.eligo.rules.Outlet;
import io.eligo.rules.TextFolding;

/** An outlet of one snapshot, with everything worked out that its offers share. */
record CatalogOutlet(Outlet outlet, OutletKey key, String searchText) {
    static CatalogOutlet of(Outlet outlet) {
        return new CatalogOutlet(
                outlet,
                new OutletKey(TextFolding.fold(outlet.name()), outlet.id()),
                SearchText.of(outlet.name(), outlet.description()));
    }
}
