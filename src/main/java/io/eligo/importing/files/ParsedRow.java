package io.eligo.importing.files;

import org.jspecify.annotations.Nullable;

/** A parsed row of a file: either a row of its staging table or a reject. */
public sealed interface ParsedRow {
    @Nullable
    Object[] values();

    record ValidRow(@Nullable Object[] values) implements ParsedRow {}

    record InvalidRow(@Nullable Object[] values) implements ParsedRow {}
}
