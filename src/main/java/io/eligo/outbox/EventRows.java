package io.eligo.outbox;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Columns of the outbox's tables as Java values. */
public final class EventRows {
    public static List<UUID> uuids(ResultSet row, String column) throws SQLException {
        Array ids = row.getArray(column);
        return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
    }

    private EventRows() {}
}
