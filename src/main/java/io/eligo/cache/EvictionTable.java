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

/** SQL statements on {@code cache_eviction}. */
@Component
class EvictionTable {
    private final JdbcClient jdbc;

    EvictionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if the namespace is closed; it does not open before the caller's transaction has ended. */
    Optional<PendingEviction> insert(List<UUID> users) {
        // Proof N1. A separate statement, because the snapshot of the INSERT must be younger than the lock.
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
                .query((row, n) -> new PendingEviction(
                        row.getLong(1), Namespace.parse(row.getString(2)), users, Duration.ZERO, null))
                .optional();
    }

    /** The age of the oldest eviction in seconds; 0 if there is none. */
    double findOldestAge() {
        return jdbc.sql("SELECT cache_eviction_age()").query(Double.class).single();
    }

    boolean isPending(UUID user) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction WHERE ? = ANY (users))")
                .param(user)
                .query(Boolean.class)
                .single();
    }

    boolean hasRows() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cache_eviction)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Evictions that are at least 200 ms old and that no other transaction has locked, oldest first; they stay locked until
     * the caller's transaction ends.
     */
    List<PendingEviction> lockAbandoned(String namespace, int limit) {
        return jdbc.sql("""
                        SELECT id, namespace, users, extract(epoch FROM clock_timestamp() - created_at) * 1000 AS age FROM cache_eviction
                        WHERE namespace = ? AND created_at < clock_timestamp() - interval '200 ms'
                        ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
                        """)
                .params(namespace, limit)
                .query(EvictionTable::mapRow)
                .list();
    }

    private static PendingEviction mapRow(ResultSet row, int n) throws SQLException {
        return new PendingEviction(
                row.getLong("id"),
                Namespace.parse(row.getString("namespace")),
                List.of((UUID[]) row.getArray("users").getArray()),
                Duration.ofMillis(row.getLong("age")),
                null);
    }

    void delete(Collection<Long> ids) {
        jdbc.sql("DELETE FROM cache_eviction WHERE id = ANY (?)")
                .param(ids.toArray(Long[]::new))
                .update();
    }

    /**
     * Deletes all evictions of other namespaces than the current one, unless the namespace has changed since {@code
     * namespaceState} was read.
     */
    void deleteOfOtherNamespaces(NamespaceTable.NamespaceState namespaceState) {
        // Proof N3. One snapshot: the statement sees an eviction of a later namespace only together with that
        // namespace.
        jdbc.sql("""
                        DELETE FROM cache_eviction WHERE namespace IS DISTINCT FROM :text
                          AND EXISTS (SELECT FROM cache_namespace WHERE number = :number) AND open_cache_namespace() IS NOT DISTINCT FROM :text
                        """)
                .param("text", namespaceState.openNamespace(), Types.VARCHAR)
                .param("number", namespaceState.number())
                .update();
    }
}
