package io.eligo.importing.files;

import org.jspecify.annotations.Nullable;

/** A row of a file, once its values have been read: a row of its staging table, or one of the rejects. */
public sealed interface ParsedRow {
    @Nullable
    Object[] values();

    record ValidRow(@Nullable Object[] values) implements ParsedRow {}

    record InvalidRow(@Nullable Object[] values) implements ParsedRow {}
}
