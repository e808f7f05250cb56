package io.eligo.catalog.source;

import io.eligo.catalog.log.CatalogChange.Kind;
import java.util.UUID;

/**
 * A row of a source table that is left out because it cannot be read.
 *
 * @param key identifies the row in its table
 * @param kind with {@code entityId}, identifies what must be read again to read the row again
 */
public record UnreadableRow(String table, String key, Kind kind, UUID entityId, String reason) {
    private static final int MAX_REASON_LENGTH = 200;

    public UnreadableRow {
        reason = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
