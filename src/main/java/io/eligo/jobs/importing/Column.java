package io.eligo.jobs.importing;

import org.jspecify.annotations.Nullable;

/** A column of a CSV file and of its table; in a nullable one an empty value means none. */
record Column(String name, Kind kind, boolean nullable) {
    static Column of(String name, Kind kind) {
        return new Column(name, kind, false);
    }

    static Column nullable(String name, Kind kind) {
        return new Column(name, kind, true);
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
        String value = kind.canonical().apply(text);
        if (value == null) {
            throw new IllegalArgumentException(
                    (text.isEmpty() ? "is empty, expected " : "expected ") + kind.accepted());
        }
        return value;
    }
}
