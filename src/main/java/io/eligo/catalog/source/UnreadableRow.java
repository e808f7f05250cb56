package io.eligo.catalog.source;

import io.eligo.catalog.log.CatalogChange.Kind;
import java.util.UUID;

/**
 * A row that PostgreSQL holds and the program leaves out.
 *
 * @param key names the row in its table
 * @param kind and {@code entityId}: with what it is read again
 */
public record UnreadableRow(String table, String key, Kind kind, UUID entityId, String reason) {
    private static final int MAX_REASON_LENGTH = 200;

    public UnreadableRow {
        reason = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
