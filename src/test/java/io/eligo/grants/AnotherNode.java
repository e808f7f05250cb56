package io.eligo.grants;

import io.eligo.cache.Cache;
import io.eligo.cache.Copies;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads grants as another process would that has the same Redis: it shares no read of the table with the first. */
public final class AnotherNode {
    private final Copies<Granted> copies;

    public AnotherNode(Cache cache, Grants grants, Catalog catalog) {
        this(cache, grants, catalog::current);
    }

    /** @param view what it has last seen */
    public AnotherNode(Cache cache, Grants grants, Supplier<CatalogView> view) {
        this.copies = cache.of(() -> Grants.seen(view.get()), new CachedGrants(), grants::uncached);
    }

    public Granted of(UUID user) {
        return copies.of(user);
    }
}
