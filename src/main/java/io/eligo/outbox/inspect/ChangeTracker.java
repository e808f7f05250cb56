package io.eligo.outbox.inspect;

import io.eligo.outbox.EventHistory;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.ProcessedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tracks one change from its commit until all of its events have left the queue. */
@Component
public class ChangeTracker {
    private static final int MAX_EVENTS = 50;

    private final JdbcClient jdbc;
    private final QueuedEvents queue;
    private final EventHistory eventHistory;

    ChangeTracker(JdbcClient jdbc, QueuedEvents queue, EventHistory eventHistory) {
        this.jdbc = jdbc;
        this.queue = queue;
        this.eventHistory = eventHistory;
    }

    private record Transaction(
            TrackedChange.TransactionStatus status,
            @Nullable Instant committedAt,
            long pendingCount) {}

    public TrackedChange find(FreshnessToken token) {
        Transaction transaction = transaction(token);
        // The queue is read before the history: an event that leaves in between is in both results instead of
        // in none.
        List<QueuedEvent> first = transaction.pendingCount() == 0 ? List.of() : queue.findByToken(token, MAX_EVENTS);
        return new TrackedChange(
                token,
                transaction.status(),
                transaction.committedAt(),
                transaction.pendingCount(),
                first,
                eventHistory.findByToken(token));
    }

    /**
     * Returns how an event has left the queue within the last hour. There are several entries if it stood for several
     * changes, or its id was assigned again.
     */
    public List<ProcessedEvent> findProcessedEvents(long event) {
        return eventHistory.findByEvent(event);
    }

    private Transaction transaction(FreshnessToken token) {
        // PostgreSQL throws for a number that was never assigned. A number whose status it no longer keeps counts
        // as committed.
        return jdbc.sql("""
                        WITH change AS MATERIALIZED (SELECT ?::text::xid8 AS xid),
                        known AS MATERIALIZED (
                            SELECT xid, CASE WHEN xid < pg_snapshot_xmax(pg_current_snapshot()) THEN coalesce(pg_xact_status(xid), 'committed')
                                             ELSE 'in progress' END AS status FROM change)
                        SELECT CASE status WHEN 'committed' THEN 'COMMITTED' WHEN 'aborted' THEN 'ROLLED_BACK' ELSE 'IN_PROGRESS' END AS fate,
                            CASE WHEN status = 'committed' AND current_setting('track_commit_timestamp')::boolean
                                 THEN pg_xact_commit_timestamp(xid::xid) END AS committed_at,
                            (SELECT count(*) FROM outbox_event e WHERE e.xid = known.xid)
                                + (SELECT count(*) FROM outbox_event e WHERE further_xids IS NOT NULL AND known.xid = ANY (further_xids)) AS pending
                        FROM known
                        """)
                .param(token.xid())
                .query(ChangeTracker::transaction)
                .single();
    }

    private static Transaction transaction(ResultSet row, int n) throws SQLException {
        OffsetDateTime committed = row.getObject("committed_at", OffsetDateTime.class);
        return new Transaction(
                TrackedChange.TransactionStatus.valueOf(row.getString("fate")),
                committed == null ? null : committed.toInstant(),
                row.getLong("pending"));
    }
}
