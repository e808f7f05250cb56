package io.eligo.grants;

import io.eligo.cache.LeasedCache;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads grants as another process would that has the same Redis: it shares no read of the table with the first. */
public final class AnotherNode {
    private final LeasedCache<Granted> leasedCache;

    public AnotherNode(LeasedCacheFactory leasedCacheFactory, Grants grants, Catalog catalog) {
        this(leasedCacheFactory, grants, catalog::current);
    }

    /** @param view what it has last seen */
    public AnotherNode(LeasedCacheFactory leasedCacheFactory, Grants grants, Supplier<CatalogView> view) {
        this.leasedCache =
                leasedCacheFactory.create(() -> Grants.seen(view.get()), new CachedGrants(), grants::uncached);
    }

    public Granted of(UUID user) {
        return leasedCache.get(user);
    }
}
