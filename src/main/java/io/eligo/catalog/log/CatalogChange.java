package io.eligo.catalog.log;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is to be read again; null for everything.
 *
 * @param uncommitted the caller's own, not committed yet
 */
public record CatalogChange(Kind kind, @Nullable UUID id, boolean uncommitted) {
    public enum Kind {
        MERCHANT,
        OUTLET,
        OFFER,
        EVERYTHING
    }
}
