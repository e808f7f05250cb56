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

/** Which rows of a table are meant: all, or those of some things. */
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
     * A statement on them.
     *
     * @param sql has {@code %s} where its condition belongs
     * @param column names the thing that a row belongs to
     */
    StatementSpec statement(JdbcClient jdbc, String sql, String column) {
        return ids == null
                ? jdbc.sql(String.format(Locale.ROOT, sql, ""))
                : jdbc.sql(String.format(Locale.ROOT, sql, "WHERE " + column + " = ANY (:which)"))
                        .param("which", toArray());
    }

    /** The ids, of those that do not mean all. */
    public Set<UUID> requireIds() {
        if (ids == null) {
            throw new IllegalStateException("all rows are meant, there is no list of them");
        }
        return ids;
    }

    public UUID[] toArray() {
        return requireIds().toArray(UUID[]::new);
    }
}
