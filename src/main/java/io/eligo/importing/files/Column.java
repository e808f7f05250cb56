package io.eligo.importing.files;

import org.jspecify.annotations.Nullable;

/** A column of a CSV file and of its table. In a nullable column an empty value means NULL. */
record Column(String name, ColumnType type, boolean nullable) {
    static Column of(String name, ColumnType type) {
        return new Column(name, type, false);
    }

    static Column nullable(String name, ColumnType type) {
        return new Column(name, type, true);
    }

    /**
     * The value in PostgreSQL's syntax, null for NULL.
     *
     * @throws IllegalArgumentException stating what is expected
     */
    @Nullable
    String parse(String text) {
        if (nullable && text.isEmpty()) {
            return null;
        }
        String value = type.parser().apply(text);
        if (value == null) {
            throw new IllegalArgumentException(
                    (text.isEmpty() ? "is empty, expected " : "expected ") + type.accepted());
        }
        return value;
    }
}
