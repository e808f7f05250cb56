package io.eligo.outbox.inspect;

import static io.eligo.platform.SqlArrays.uuids;

import io.eligo.outbox.EventCondition;
import io.eligo.outbox.EventHistory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Parked events, which are not processed until an operator retries or discards them. */
@Component
public class ParkedEvents {
    private final JdbcClient jdbc;
    private final EventHistory eventHistory;

    ParkedEvents(JdbcClient jdbc, EventHistory eventHistory) {
        this.jdbc = jdbc;
        this.eventHistory = eventHistory;
    }

    /** Returns parked events, the newest first. */
    public List<ParkedEvent> findNewest(int limit) {
        return jdbc.sql(
                        "SELECT * FROM outbox_event WHERE parked_at IS NOT NULL ORDER BY parked_at DESC, id DESC LIMIT ?")
                .param(limit)
                .query(ParkedEvents::event)
                .list();
    }

    /** Returns the events parked at an instant or later, the newest first. */
    public List<ParkedEvent> findParkedSince(Instant since, int limit) {
        return jdbc.sql("SELECT * FROM outbox_event WHERE parked_at >= ? ORDER BY parked_at DESC, id DESC LIMIT ?")
                .params(Timestamp.from(since), limit)
                .query(ParkedEvents::event)
                .list();
    }

    /** Empty if there is no such event, or if it is not parked. */
    public Optional<ParkedEvent> find(long id) {
        return jdbc.sql("SELECT * FROM outbox_event WHERE id = ? AND parked_at IS NOT NULL")
                .param(id)
                .query(ParkedEvents::event)
                .optional();
    }

    /** Counts the events parked before an instant. */
    public long countParkedBefore(Instant than) {
        return jdbc.sql("SELECT count(*) FROM outbox_event WHERE parked_at < ?")
                .param(Timestamp.from(than))
                .query(Long.class)
                .single();
    }

    /** Returns the ids of events parked before an instant, the oldest first. */
    public List<Long> findParkedBefore(Instant before, int limit) {
        return jdbc.sql("SELECT id FROM outbox_event WHERE parked_at < ? ORDER BY parked_at, id LIMIT ?")
                .params(Timestamp.from(before), limit)
                .query(Long.class)
                .list();
    }

    /** Requeues parked events with their attempts reset. Returns the ids that were parked. */
    public List<Long> retry(Collection<Long> events) {
        return jdbc.sql("""
                        UPDATE outbox_event SET parked_at = NULL, lease = NULL, leased_until = NULL, attempts = 0, leases = 0, not_before = now()
                        WHERE id = ANY (?) AND parked_at IS NOT NULL RETURNING id
                        """)
                .param(events.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    /**
     * Discards parked events: the grants that they name stay as they are until the next rebuild. Returns the events
     * that were parked.
     */
    public List<ParkedEvent> discard(Collection<Long> events) {
        return eventHistory.discardToHistory(
                new EventCondition(
                        "id = ANY (:ids) AND parked_at IS NOT NULL", Map.of("ids", events.toArray(Long[]::new))),
                ParkedEvents::event);
    }

    private static ParkedEvent event(ResultSet row, int n) throws SQLException {
        return new ParkedEvent(
                row.getLong("id"),
                row.getString("kind"),
                row.getObject("offer_id", UUID.class),
                row.getObject("merchant_id", UUID.class),
                uuids(row, "users"),
                row.getInt("attempts"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                row.getString("error"));
    }
}
