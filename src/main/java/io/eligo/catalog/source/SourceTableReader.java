package io.eligo.catalog.source;

import static io.eligo.catalog.source.SourceRow.uuid;
import static java.util.stream.Collectors.groupingBy;

import io.eligo.catalog.log.CatalogChange.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the selected rows of source tables, with one statement for each table. It uses lists instead of {@code JdbcClient}'s
 * streams, which hold their connection until they are closed.
 *
 * <p>A row that cannot be read, or refers to a missing row, is left out and added to {@code unreadable}; it does not stop the
 * reading of other rows.
 */
record SourceTableReader(JdbcClient jdbc, IdSelector selector, Collection<UnreadableRow> unreadable) {
    /** A row that belongs to a row of another table. */
    record OwnedValue<T>(UUID owner, String key, T value) {}

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @param idColumn the column with the id by which the row is read again, its own or its owner's */
    record RowSource(String table, Kind kind, String idColumn) {}

    <T> List<T> rows(RowSource source, String sql, RowReader<T> reader) {
        var rows = new ArrayList<T>();
        selector.statement(jdbc, sql, source.idColumn()).query(row -> {
            try {
                rows.add(reader.read(row));
            } catch (SQLException | RuntimeException e) {
                // The row has arrived, so the error is a bad value and not an unavailable database.
                unreadable.add(new UnreadableRow(
                        source.table(),
                        row.getString("id"),
                        source.kind(),
                        row.getObject(source.idColumn(), UUID.class),
                        String.valueOf(e.getMessage())));
            }
        });
        return rows;
    }

    /** @param source its {@code idColumn} is that of the owner */
    <T> Map<UUID, List<OwnedValue<T>>> parts(RowSource source, String columns, String order, RowReader<T> reader) {
        return rows(
                        source,
                        String.format(Locale.ROOT, "SELECT %s FROM %s %%s ORDER BY %s", columns, source.table(), order),
                        row -> new OwnedValue<>(uuid(row, source.idColumn()), row.getString("id"), reader.read(row)))
                .stream()
                .collect(groupingBy(OwnedValue::owner));
    }

    static <T> List<T> partsOf(Map<UUID, List<OwnedValue<T>>> parts, UUID owner) {
        return parts.getOrDefault(owner, List.of()).stream()
                .map(OwnedValue::value)
                .toList();
    }

    /** Orphans exist where foreign keys were switched off. */
    <T> void reportOrphans(Map<UUID, List<OwnedValue<T>>> parts, Set<UUID> owners, String table, Kind kind) {
        parts.forEach((owner, own) -> {
            if (!owners.contains(owner)) {
                own.forEach(part -> unreadable.add(new UnreadableRow(
                        table,
                        part.key(),
                        kind,
                        owner,
                        String.format(Locale.ROOT, "its owner %s does not exist", owner))));
            }
        });
    }

    static <T> T require(Map<UUID, T> rows, UUID id, String what) {
        T row = rows.get(id);
        if (row == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s %s does not exist or cannot be read", what, id));
        }
        return row;
    }
}
