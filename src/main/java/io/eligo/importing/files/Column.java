package io.eligo.importing.files;

import org.jspecify.annotations.Nullable;

/** A column of a CSV file and of its table; in a nullable one an empty value means none. */
record Column(String name, ColumnType type, boolean nullable) {
    static Column of(String name, ColumnType type) {
        return new Column(name, type, false);
    }

    static Column nullable(String name, ColumnType type) {
        return new Column(name, type, true);
    }

    /**
     * The value as PostgreSQL is to read it, null for none.
     *
     * @throws IllegalArgumentException saying what is expected
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
