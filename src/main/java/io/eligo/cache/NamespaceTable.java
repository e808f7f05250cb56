package io.eligo.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** SQL statements on {@code cache_namespace}, and the time since which this node knows the current state. */
@Component
class NamespaceTable {
    /**
     * Advisory lock of two keys, as for jobs: locks of one key are for users. Writers of evictions hold it shared, the opening
     * of a namespace takes it exclusively.
     */
    static final Object[] LOCK = {0x656c6967, 0x63616368};

    private static final Logger log = LoggerFactory.getLogger(NamespaceTable.class);

    private final JdbcClient jdbc;
    private volatile @Nullable NamespaceState namespaceState;

    NamespaceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param openNamespace null if the namespace is closed
     * @param firstSeenAt when this node first read this state, in {@code System.nanoTime}
     */
    record NamespaceState(@Nullable String openNamespace, long number, long firstSeenAt) {
        boolean isOpen(Namespace namespace) {
            return namespace.text().equals(openNamespace);
        }

        /** Whether every other namespace has been closed for at least this time. */
        boolean isUnchangedFor(Duration time) {
            return System.nanoTime() - firstSeenAt >= time.toNanos();
        }
    }

    NamespaceState readState() {
        NamespaceState previous = namespaceState;
        NamespaceState now = jdbc.sql("SELECT open_cache_namespace(), number FROM cache_namespace")
                .query((row, n) -> new NamespaceState(row.getString(1), row.getLong(2), System.nanoTime()))
                .single();
        if (previous != null
                && Objects.equals(previous.openNamespace, now.openNamespace)
                && previous.number == now.number) {
            return previous;
        }
        namespaceState = now;
        return now;
    }

    /** Whether the namespace was open when this node last read its state. */
    boolean isLastKnownOpen() {
        NamespaceState known = namespaceState;
        return known != null && known.openNamespace != null;
    }

    /** Closes the namespace of this state if it is still open, and no other. */
    void close(NamespaceState open, String reason) {
        int closed = jdbc.sql(
                        "UPDATE cache_namespace SET number = number + 1, servers = NULL WHERE number = ? AND servers IS NOT NULL")
                .param(open.number())
                .update();
        if (closed > 0) {
            log.warn("Cache closed, reading from PostgreSQL: {}", reason);
        }
    }

    /** Closes the open namespace when the caller's transaction commits. */
    void closeCurrent() {
        jdbc.sql("UPDATE cache_namespace SET number = number + 1, servers = NULL WHERE servers IS NOT NULL")
                .update();
    }

    /**
     * Opens the next namespace if {@code closed} is still the current state. Waits at most half a second for
     * writers, then fails.
     */
    @Transactional
    void open(NamespaceState closed, String serverId) {
        jdbc.sql("SET LOCAL lock_timeout = '500ms'").update();
        // Proof N1.
        jdbc.sql("SELECT pg_advisory_xact_lock(?, ?)")
                .params(LOCK)
                .query((row, n) -> true)
                .single();
        // Proof N4, N5: bound to these servers and this run of the database, with a number from the clock.
        Optional<Long> opened = jdbc.sql("""
                        UPDATE cache_namespace SET servers = ?, opened_in_epoch = database_epoch(),
                            number = greatest(number + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
                        WHERE number = ? AND open_cache_namespace() IS NULL
                        RETURNING number
                        """)
                .params(serverId, closed.number())
                .query(Long.class)
                .optional();
        opened.ifPresent(number -> log.info("Cache open, reading from Redis under namespace {}", number));
    }
}
