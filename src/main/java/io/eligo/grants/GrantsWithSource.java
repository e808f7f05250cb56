package io.eligo.grants;

import io.eligo.grants.store.UserGrants;

/** The grants of a user and where they were found. */
public record GrantsWithSource(UserGrants grants, GrantsSource source) {
    /**
     * {@code CACHE}: a cached copy of one of the others. {@code TABLE}: the stored row. {@code COMPUTED}: computed by
     * the reader because there is no row.
     */
    public enum GrantsSource {
        CACHE,
        TABLE,
        COMPUTED
    }
}
