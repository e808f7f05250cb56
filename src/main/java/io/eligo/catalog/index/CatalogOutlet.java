package io.eligo.catalog.index;

import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.TextFolding;

/** An outlet of one snapshot with the values precomputed for all of its offers. */
public record CatalogOutlet(Outlet outlet, OutletKey key, String searchText) {
    public static CatalogOutlet of(Outlet outlet) {
        return new CatalogOutlet(
                outlet,
                new OutletKey(TextFolding.fold(outlet.name()), outlet.id()),
                SearchText.of(outlet.name(), outlet.description()));
    }
}
