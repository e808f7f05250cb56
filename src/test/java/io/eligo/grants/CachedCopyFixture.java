package io.eligo.grants;

import io.eligo.cache.CacheFixture;
import io.eligo.grants.store.UserGrants;
import java.util.UUID;

/** Replaces cached copies of grants by other ones. */
public final class CachedCopyFixture {
    public static void replace(CacheFixture cache, UUID user, UserGrants grants) {
        cache.replaceCopy(
                user, new GrantsCacheFormat(), new GrantsWithSource(grants, GrantsWithSource.GrantsSource.TABLE));
    }

    private CachedCopyFixture() {}
}
