package io.eligo.outbox;

import static io.eligo.platform.SqlArrays.uuids;

import io.eligo.platform.LogField;
import io.eligo.platform.connections.ReservedConnections;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceParent;
import io.eligo.tracing.TracedEvent;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Grants leases on events. Events whose node died are leased again by another node after their lease has expired. */
@Component
public class Leases {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private static final String FIND_BACKLOG =
            String.format(Locale.ROOT, """
            SELECT count(DISTINCT merchant_id), coalesce(sum(size), 0), coalesce(sum(size) FILTER (WHERE size <= %d), 0),
                coalesce(bool_or(kind = 'all'), false)
            FROM outbox_event WHERE %s
            """, LeaseSelection.SMALL_EVENT_MAX_USERS, LeaseSelection.LEASABLE);

    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final OutboxSettings settings;

    Leases(JdbcClient jdbc, ReservedConnections reserved, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.settings = settings;
    }

    /**
     * The events that can be leased now; deferred events are not counted.
     *
     * @param merchants the number of merchants whose customers must be recomputed, each counted once
     * @param users the number of users named by events of users, counted as often as they are named
     * @param usersInSmallEvents those of them named by events with few users
     * @param allUsers whether all users must be recomputed
     */
    public record Backlog(long merchants, long users, long usersInSmallEvents, boolean allUsers) {
        public boolean isEmpty() {
            return merchants == 0 && users == 0 && !allUsers;
        }
    }

    public Backlog findBacklog() {
        return jdbc.sql(FIND_BACKLOG)
                .query((row, n) -> new Backlog(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .single();
    }

    /**
     * Leases all events of some merchants, those with revocations first. A merchant whose events are being processed
     * is skipped.
     */
    @Transactional
    public Lease leaseOfferEvents() {
        Lease regular = lease(LeaseSelection.OFFER_EVENTS);
        return regular.eventCount() > 0 ? regular : lease(LeaseSelection.SUSPECT_OFFER_EVENTS);
    }

    /**
     * Leases some events of users, small ones first, and of those the ones with revocations first: few enough to be
     * processed within a second.
     */
    @Transactional
    public Lease leaseUserEvents() {
        Lease small = leaseSmallUserEvents();
        if (small.eventCount() > 0) {
            return small;
        }
        Lease large = lease(LeaseSelection.LARGE_USER_EVENTS);
        return large.eventCount() > 0 ? large : lease(LeaseSelection.SUSPECT_USER_EVENTS);
    }

    /** Leases some small events of users. */
    @Transactional
    public Lease leaseSmallUserEvents() {
        return lease(LeaseSelection.SMALL_USER_EVENTS);
    }

    /** Leases the events of kind {@code all}. */
    @Transactional
    public Lease leaseAllUsersEvents() {
        return lease(LeaseSelection.ALL_USERS_EVENTS);
    }

    /** @param selection a query of ids, from {@link LeaseSelection} */
    private Lease lease(String selection) {
        UUID lease = UUID.randomUUID();
        return jdbc.sql(String.format(Locale.ROOT, """
                        WITH leased AS (
                            UPDATE outbox_event SET lease = :lease, leased_at = clock_timestamp(), leased_until = now() + :duration::interval, leases = leases + 1
                            WHERE id IN (%s)
                            RETURNING id, size, traceparent, created_at),
                        traced AS (
                            SELECT traceparent, min(created_at) AS created_at, min(id) AS id FROM leased
                            WHERE traceparent IS NOT NULL GROUP BY traceparent ORDER BY min(id) LIMIT %d)
                        SELECT count(*), coalesce(sum(size), 0), database_epoch(),
                            (SELECT array_agg(traceparent ORDER BY id) FROM traced), (SELECT array_agg(created_at ORDER BY id) FROM traced)
                        FROM leased
                        """, selection, Spans.MAX_TRACES))
                .param("lease", lease)
                .param("duration", settings.leaseDuration().toString())
                .query((row, n) ->
                        new Lease(lease, row.getInt(1), row.getLong(2), row.getString(3), tracedEvents(row, 4, 5)))
                .single();
    }

    private static List<TracedEvent> tracedEvents(ResultSet row, int traceParents, int times) throws SQLException {
        Array traced = row.getArray(traceParents);
        if (traced == null) {
            return List.of();
        }
        String[] texts = (String[]) traced.getArray();
        Timestamp[] createdAt = (Timestamp[]) row.getArray(times).getArray();
        var events = new ArrayList<TracedEvent>();
        for (int i = 0; i < texts.length; i++) {
            TraceParent trace = TraceParent.parse(texts[i]);
            if (trace != null) {
                events.add(new TracedEvent(trace, createdAt[i].toInstant()));
            }
        }
        return events;
    }

    /** Adopts events of another database and parks poison events. The poller calls this repeatedly while there is work. */
    public void maintain() {
        adoptForeignTransactions();
        parkPoisonEvents();
    }

    /**
     * Events restored from a dump of another server contain its transaction numbers. A number that this server has
     * not assigned yet is in no snapshot, so no rebuild would settle the event, and rebuilds would follow
     * one another.
     */
    private void adoptForeignTransactions() {
        int adopted = jdbc.sql("""
                        UPDATE outbox_event SET xid = pg_current_xact_id(), further_xids = NULL
                        WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())
                        """).update();
        if (adopted > 0) {
            log.warn("Outbox events of another database adopted, they count as written now: {}", adopted);
        }
    }

    /** Parks events whose leases expired again and again without a result. */
    private void parkPoisonEvents() {
        jdbc.sql("""
                        UPDATE outbox_event SET parked_at = now(), error = 'leased ' || leases || ' times, and each time its node died or hung'
                        WHERE parked_at IS NULL AND leases >= ? AND leased_until < now()
                        RETURNING id
                        """)
                .param(LeaseSelection.SUSPECT_LEASE_COUNT * settings.maxAttempts())
                .query(Long.class)
                .list()
                .forEach(Leases::logParked);
    }

    private static void logParked(long id) {
        try (LogField.Entry field = LogField.EVENT.put(id)) {
            log.error("Outbox event {} parked: every lease expired without a result", id);
        }
    }

    /**
     * Extends a lease by its full duration; call it well before the lease expires. It never waits: a locked event is
     * about to be removed by the run's own chunk, and a deadlock with that chunk would fail the run.
     */
    void renew(UUID lease) {
        reserved.sql("""
                        UPDATE outbox_event SET leased_until = now() + :duration::interval
                        WHERE id IN (SELECT id FROM outbox_event WHERE lease = :lease FOR UPDATE SKIP LOCKED)
                        """)
                .param("duration", settings.leaseDuration().toString())
                .param("lease", lease)
                .update();
    }

    /** Releases the events of a lease that were not processed. The lease does not count as an attempt. */
    public void release(UUID lease) {
        jdbc.sql("UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = leases - 1 WHERE lease = ?")
                .param(lease)
                .update();
    }

    /** Returns the changed offers of a lease of offers by merchant, merchants with revocations first. */
    public List<Lease.ChangedMerchant> findChangedMerchants(UUID lease) {
        return jdbc.sql("""
                        SELECT m.id, array_agg(DISTINCT e.offer_no) FROM outbox_event e LEFT JOIN offer o ON o.id = e.offer_id,
                             LATERAL (VALUES (e.merchant_id), (o.merchant_id)) AS m(id)
                        WHERE e.lease = ? AND m.id IS NOT NULL
                        GROUP BY m.id ORDER BY bool_or(e.may_revoke) DESC, min(e.id)
                        """)
                .param(lease)
                .query((row, n) -> new Lease.ChangedMerchant(row.getObject(1, UUID.class), List.of((Integer[])
                        row.getArray(2).getArray())))
                .list();
    }

    /** Returns leasable events of users with ids above {@code afterId}, without leasing them, for inspection. */
    public List<Lease.UserEvent> findLeasableUserEvents(long afterId, int limit) {
        return jdbc.sql("SELECT id, attempts, users FROM outbox_event WHERE kind = 'users' AND id > :after AND "
                        + LeaseSelection.LEASABLE + " ORDER BY id LIMIT :limit")
                .param("after", afterId)
                .param("limit", limit)
                .query((row, n) -> new Lease.UserEvent(null, row.getLong(1), row.getInt(2), uuids(row, "users")))
                .list();
    }

    /** Returns the events of a lease of users, those with revocations first. */
    public List<Lease.UserEvent> findUserEvents(UUID lease) {
        return jdbc.sql("SELECT id, attempts, users FROM outbox_event WHERE lease = ? ORDER BY may_revoke DESC, id")
                .param(lease)
                .query((row, n) -> new Lease.UserEvent(lease, row.getLong(1), row.getInt(2), uuids(row, "users")))
                .list();
    }
}
