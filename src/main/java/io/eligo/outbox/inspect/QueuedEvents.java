package io.eligo.outbox.inspect;

import static io.eligo.platform.SqlArrays.uuids;

import io.eligo.outbox.FreshnessToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Read-only queries on the queue, for display. */
@Component
public class QueuedEvents {
    private static final String EVENTS = """
            SELECT id, kind, offer_id, merchant_id, users[1:5] AS users, coalesce(size, 0) AS size, xid::text::bigint AS xid, created_at,
                CASE WHEN current_setting('track_commit_timestamp')::boolean THEN pg_xact_commit_timestamp(xid::xid) END AS committed_at,
                leases, attempts, nullif(not_before, '-infinity') AS not_before, leased_at, leased_until, parked_at, error,
                CASE WHEN parked_at IS NOT NULL THEN 'PARKED' WHEN leased_until >= now() THEN 'LEASED'
                     WHEN not_before > now() THEN 'BACKING_OFF' ELSE 'WAITING' END AS state
            FROM outbox_event
            """;

    private final JdbcClient jdbc;

    QueuedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns events that are neither parked nor leased, the oldest first. */
    public List<QueuedEvent> findWaiting(int limit) {
        return findEvents(
                "WHERE parked_at IS NULL AND (leased_until IS NULL OR leased_until < now()) ORDER BY id LIMIT ?",
                limit);
    }

    /** Returns leased events, the oldest first. */
    public List<QueuedEvent> findLeased(int limit) {
        return findEvents(
                "WHERE parked_at IS NULL AND lease IS NOT NULL AND leased_until >= now() ORDER BY id LIMIT ?", limit);
    }

    /**
     * Returns parked events, the newest first.
     *
     * @param before only events with lower ids; null for no limit
     */
    public List<QueuedEvent> findParked(@Nullable Long before, int limit) {
        return jdbc.sql(EVENTS + "WHERE parked_at IS NOT NULL AND id < ? ORDER BY id DESC LIMIT ?")
                .params(before == null ? Long.MAX_VALUE : before, limit)
                .query(QueuedEvents::event)
                .list();
    }

    public Optional<QueuedEvent> find(long id) {
        return jdbc.sql(EVENTS + "WHERE id = ?")
                .param(id)
                .query(QueuedEvents::event)
                .optional();
    }

    /** Returns the events in the queue of the change that the token names, the oldest first. */
    List<QueuedEvent> findByToken(FreshnessToken token, int limit) {
        return jdbc.sql(EVENTS + """
                        WHERE id IN (
                            SELECT id FROM outbox_event WHERE xid = ?::text::xid8
                            UNION ALL SELECT id FROM outbox_event WHERE further_xids IS NOT NULL AND ?::text::xid8 = ANY (further_xids))
                        ORDER BY id LIMIT ?
                        """)
                .params(token.xid(), token.xid(), limit)
                .query(QueuedEvents::event)
                .list();
    }

    private List<QueuedEvent> findEvents(String condition, int limit) {
        return jdbc.sql(EVENTS + condition)
                .param(limit)
                .query(QueuedEvents::event)
                .list();
    }

    private static QueuedEvent event(ResultSet row, int n) throws SQLException {
        return new QueuedEvent(
                row.getLong("id"),
                row.getString("kind"),
                row.getObject("offer_id", UUID.class),
                row.getObject("merchant_id", UUID.class),
                uuids(row, "users"),
                row.getInt("size"),
                new FreshnessToken(row.getLong("xid")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, row.findColumn("committed_at")),
                row.getInt("leases"),
                row.getInt("attempts"),
                instant(row, row.findColumn("not_before")),
                instant(row, row.findColumn("leased_at")),
                instant(row, row.findColumn("leased_until")),
                instant(row, row.findColumn("parked_at")),
                row.getString("error"),
                QueuedEvent.State.valueOf(row.getString("state")));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
