package io.eligo.platform;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads columns that are arrays as Java values. */
public final class SqlArrays {
    /** An empty list if the column is null. */
    public static List<UUID> uuids(ResultSet row, String column) throws SQLException {
        return uuids(row.getArray(column));
    }

    public static List<UUID> uuids(ResultSet row, int column) throws SQLException {
        return uuids(row.getArray(column));
    }

    private static List<UUID> uuids(@Nullable Array ids) throws SQLException {
        return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
    }

    private SqlArrays() {}
}
