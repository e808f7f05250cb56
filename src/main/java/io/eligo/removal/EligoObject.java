package io.eligo.removal;

/**
 * An object of Eligo in the catalog of a database.
 *
 * @param kind as in a DROP statement
 * @param place the schema, or for a part of a table, the table; empty for a schema
 * @param classId the catalog that contains it, with {@code oid} and {@code column} its address in {@code pg_depend}
 * @param column 0 unless it is a column
 * @param mayDrop whether the user has the rights of {@code owner}
 * @param statement what removes it
 */
record EligoObject(
        String kind,
        String place,
        String name,
        long classId,
        long oid,
        int column,
        String owner,
        boolean mayDrop,
        String statement) {
    boolean isOneOf(String first, String second) {
        return kind.equals(first) || kind.equals(second);
    }

    boolean isKind(String other) {
        return kind.equals(other);
    }

    /** The name without the schema that contains the object. */
    String nameWithin(String schema) {
        String prefix = schema + ".";
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
