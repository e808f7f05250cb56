package io.eligo.grants;

import io.eligo.cache.LeasedCache;
import io.eligo.cache.LeasedCacheFactory;
import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogView;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads grants as another process with the same Redis: it shares no in-flight read of the table with the
 * first process.
 */
public final class OtherNodeFixture {
    private final LeasedCache<GrantsWithSource> leasedCache;

    public OtherNodeFixture(LeasedCacheFactory leasedCacheFactory, Grants grants, Catalog catalog) {
        this(leasedCacheFactory, grants, catalog::current);
    }

    /** @param view the catalogue view that the process has polled last */
    public OtherNodeFixture(LeasedCacheFactory leasedCacheFactory, Grants grants, Supplier<CatalogView> view) {
        this.leasedCache = leasedCacheFactory.create(
                () -> Grants.namespaceView(view.get()), new GrantsCacheFormat(), grants::getUncached);
    }

    public GrantsWithSource get(UUID user) {
        return leasedCache.get(user);
    }
}
