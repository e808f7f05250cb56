package io.eligo.catalog.log;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change after which one row, with all that belongs to it, must be read again.
 *
 * @param id null if everything must be read again
 * @param uncommitted whether the caller's own transaction made the change and has not committed it yet
 */
public record CatalogChange(Kind kind, @Nullable UUID id, boolean uncommitted) {
    public enum Kind {
        MERCHANT,
        OUTLET,
        OFFER,
        EVERYTHING
    }
}
