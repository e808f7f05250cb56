package io.eligo.catalog;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is to be read again; null for everything.
 *
 * @param uncommitted the caller's own, not committed yet
 */
record CatalogChange(Kind kind, @Nullable UUID id, boolean uncommitted) {
    enum Kind {
        MERCHANT,
        OUTLET,
        OFFER,
        EVERYTHING
    }
}
