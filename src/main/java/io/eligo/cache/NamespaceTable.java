package io.eligo.cache;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The statements on {@code cache_namespace}, and since when this node knows what stands there. */
@Component
class NamespaceTable {
    /** Two keys, as for jobs: the form with one is for users. Shared by who writes evictions, taken alone by who opens. */
    static final Object[] LOCK = {0x656c6967, 0x63616368};

    private static final Logger log = LoggerFactory.getLogger(NamespaceTable.class);

    private final JdbcClient jdbc;
    private volatile @Nullable NamespaceState namespaceState;

    NamespaceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param openNamespace null if it is closed
     * @param firstSeenAt when this node first knew of it, in {@code System.nanoTime}
     */
    record NamespaceState(@Nullable String openNamespace, long number, long firstSeenAt) {
        boolean isOpen(Namespace namespace) {
            return namespace.text().equals(openNamespace);
        }

        /** Since so long, at least, every other namespace has been closed. */
        boolean isUnchangedFor(Duration time) {
            return System.nanoTime() - firstSeenAt >= time.toNanos();
        }
    }

    NamespaceState readState() {
        NamespaceState before = namespaceState;
        NamespaceState now = jdbc.sql("SELECT open_cache_namespace(), number FROM cache_namespace")
                .query((row, n) -> new NamespaceState(row.getString(1), row.getLong(2), System.nanoTime()))
                .single();
        if (before != null && Objects.equals(before.openNamespace, now.openNamespace) && before.number == now.number) {
            return before;
        }
        namespaceState = now;
        return now;
    }

    /** Closes this one, if it is open; no other. */
    void close(NamespaceState open, String why) {
        int closed = jdbc.sql(
                        "UPDATE cache_namespace SET number = number + 1, servers = NULL WHERE number = ? AND servers IS NOT NULL")
                .param(open.number())
                .update();
        if (closed > 0) {
            log.warn("the cache is closed: {}", why);
        }
    }

    /** Closes whichever is open, when the caller's transaction commits. */
    void closeCurrent() {
        jdbc.sql("UPDATE cache_namespace SET number = number + 1, servers = NULL WHERE servers IS NOT NULL")
                .update();
    }

    /** Opens the next one, if this one stands and is closed; waits a moment for whoever is writing, and gives up then. */
    @Transactional
    void open(NamespaceState closed, String servers) {
        jdbc.sql("SET LOCAL lock_timeout = '500ms'").update();
        jdbc.sql("SELECT pg_advisory_xact_lock(?, ?)")
                .params(LOCK)
                .query((row, n) -> true)
                .single();
        int opened = jdbc.sql("""
                        UPDATE cache_namespace SET servers = ?, opened_in = database_life(),
                            number = greatest(number + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
                        WHERE number = ? AND open_cache_namespace() IS NULL
                        """).params(servers, closed.number()).update();
        if (opened > 0) {
            log.info("the cache is open");
        }
    }
}
