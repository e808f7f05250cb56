package io.eligo.catalog;

import io.eligo.catalog.CatalogChange.Kind;
import java.util.UUID;

/**
 * A row that PostgreSQL holds and the program leaves out.
 *
 * @param key names the row in its table
 * @param kind and {@code entityId}: with what it is read again
 */
record UnreadableRow(String table, String key, Kind kind, UUID entityId, String reason) {
    private static final int MAX_REASON_LENGTH = 200;

    UnreadableRow {
        reason = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
