package io.eligo.grants;

import io.eligo.grants.store.UserGrants;

/** What a user is granted, and where that was found. */
public record ResolvedGrants(UserGrants grants, GrantsSource source) {
    /** A copy of what follows; the row; or worked out by the reader, for want of a row. */
    public enum GrantsSource {
        CACHE,
        TABLE,
        COMPUTED
    }
}
