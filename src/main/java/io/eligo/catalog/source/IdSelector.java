package io.eligo.catalog.source;

import io.eligo.catalog.log.CatalogChange;
import io.eligo.catalog.log.CatalogChange.Kind;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Selects all rows of a table, or the rows that belong to some ids.
 *
 * @param ids null selects all rows
 */
public record IdSelector(@Nullable Set<UUID> ids) {
    public static final IdSelector ALL = new IdSelector(null);
    static final IdSelector NONE = new IdSelector(Set.of());

    public IdSelector {
        ids = ids == null ? null : Set.copyOf(ids);
    }

    public static IdSelector of(Collection<CatalogChange> changes, Kind kind) {
        return new IdSelector(changes.stream()
                .filter(change -> change.kind() == kind)
                .map(change -> Objects.requireNonNull(change.id()))
                .collect(Collectors.toSet()));
    }

    public boolean isEmpty() {
        return ids != null && ids.isEmpty();
    }

    /**
     * Creates a statement on the selected rows.
     *
     * @param sql contains {@code %s} where the condition belongs
     * @param column the column with the id that a row belongs to
     */
    StatementSpec statement(JdbcClient jdbc, String sql, String column) {
        return ids == null
                ? jdbc.sql(String.format(Locale.ROOT, sql, ""))
                : jdbc.sql(String.format(Locale.ROOT, sql, "WHERE " + column + " = ANY (:ids)"))
                        .param("ids", toArray());
    }

    /**
     * Returns the ids.
     *
     * @throws IllegalStateException if all rows are selected
     */
    public Set<UUID> requireIds() {
        if (ids == null) {
            throw new IllegalStateException("Selector of all rows has no ids");
        }
        return ids;
    }

    public UUID[] toArray() {
        return requireIds().toArray(UUID[]::new);
    }
}
