package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogView;
import io.eligo.grants.GrantsWithSource;

/** What a precomputed answer is evaluated from. */
record ReaderState(CatalogView view, GrantsWithSource grants) {}
