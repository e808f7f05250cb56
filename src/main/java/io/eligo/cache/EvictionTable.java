package io.eligo.cache;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The statements on {@code cache_eviction}. */
@Component
class EvictionTable {
    private final JdbcClient jdbc;

    EvictionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty where the namespace is closed; it does not open before the caller's transaction has ended. */
    Optional<PendingEviction> insert(List<UUID> users) {
        // A statement of its own: the next one's snapshot is to be younger than the lock.
        jdbc.sql("SELECT pg_advisory_xact_lock_shared(?, ?)")
                .params(NamespaceTable.LOCK)
                .query((row, n) -> true)
                .single();
        return jdbc.sql("""
                        INSERT INTO cache_eviction (namespace, users)
                        SELECT open, ? FROM open_cache_namespace() AS open WHERE open IS NOT NULL
                        RETURNING id, namespace
                        """)
                .param(users.toArray(UUID[]::new))
                .query((row, n) ->
                        new PendingEviction(row.getLong(1), Namespace.parse(row.getString(2)), users, Duration.ZERO))
                .optional();
    }

    boolean hasRows() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction)")
                .query(Boolean.class)
                .single();
    }

    /** Some that nobody has struck off for a while and nobody else is at, oldest first; the caller's until its transaction ends. */
    List<PendingEviction> lockAbandoned(String namespace, int most) {
        return jdbc.sql("""
                        SELECT id, namespace, users, extract(epoch FROM clock_timestamp() - noted_at) * 1000 AS age FROM cache_eviction
                        WHERE namespace = ? AND noted_at < clock_timestamp() - interval '200 ms'
                        ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
                        """)
                .params(namespace, most)
                .query(EvictionTable::mapRow)
                .list();
    }

    private static PendingEviction mapRow(ResultSet row, int n) throws SQLException {
        return new PendingEviction(
                row.getLong("id"),
                Namespace.parse(row.getString("namespace")),
                List.of((UUID[]) row.getArray("users").getArray()),
                Duration.ofMillis(row.getLong("age")));
    }

    void delete(Collection<Long> ids) {
        jdbc.sql("DELETE FROM cache_eviction WHERE id = ANY (?)")
                .param(ids.toArray(Long[]::new))
                .update();
    }

    /** Strikes off all that were written for a namespace which is not the one that stands, unless another stands by now. */
    void deleteOfOtherNamespaces(NamespaceTable.NamespaceState namespaceState) {
        // In one snapshot: what it sees of a later namespace it sees together with that.
        jdbc.sql("""
                        DELETE FROM cache_eviction WHERE namespace IS DISTINCT FROM :text
                          AND EXISTS (SELECT FROM cache_namespace WHERE number = :number) AND open_cache_namespace() IS NOT DISTINCT FROM :text
                        """)
                .param("text", namespaceState.openNamespace(), Types.VARCHAR)
                .param("number", namespaceState.number())
                .update();
    }
}
