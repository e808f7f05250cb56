package io.eligo.catalog;

import io.eligo.catalog.CatalogChange.Kind;
import java.util.UUID;

/**
 * A row that PostgreSQL holds and the program leaves out.
 *
 * @param key names the row in its table
 * @param kind and {@code thing}: with what it is read again
 */
record UnreadableRow(String table, String key, Kind kind, UUID thing, String reason) {
    private static final int LONGEST_REASON = 200;

    UnreadableRow {
        reason = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}
