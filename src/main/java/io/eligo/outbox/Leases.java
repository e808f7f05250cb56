package io.eligo.outbox;

import static io.eligo.platform.SqlArrays.uuids;

import io.eligo.platform.connections.ReservedConnections;
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

    /** An event with at most this many users is small; larger ones have up to a thousand. */
    private static final int SMALL_EVENT_MAX_USERS = 100;

    /** The maximum number of small events in a lease of users. */
    private static final int MAX_SMALL_EVENTS = 500;

    private static final int MAX_LARGE_EVENTS = 4;

    /**
     * An event leased more often than this without a result is suspect: its nodes died. It is processed alone, so
     * that it does not take other events with it.
     */
    private static final int SUSPECT_LEASE_COUNT = 4;

    /** PostgreSQL evaluates both subqueries once per statement, independent of the number of events. */
    static final String NOT_DEFERRED = """
            NOT EXISTS (SELECT FROM deferral WHERE merchant_id IS NULL)
            AND (merchant_id IS NULL OR merchant_id NOT IN (SELECT d.merchant_id FROM deferral d WHERE d.merchant_id IS NOT NULL))""";

    private static final String LEASABLE =
            "parked_at IS NULL AND not_before <= now() AND (leased_until IS NULL OR leased_until < now()) AND "
                    + NOT_DEFERRED;

    private static final int MAX_MERCHANTS = 50;

    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final OutboxSettings settings;

    Leases(JdbcClient jdbc, ReservedConnections reserved, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.settings = settings;
    }

    public Backlog findBacklog() {
        return jdbc.sql(String.format(Locale.ROOT, """
                        SELECT count(DISTINCT merchant_id), coalesce(sum(size), 0), coalesce(sum(size) FILTER (WHERE size <= %d), 0),
                            coalesce(bool_or(kind = 'all'), false)
                        FROM outbox_event WHERE %s
                        """, SMALL_EVENT_MAX_USERS, LEASABLE))
                .query((row, n) -> new Backlog(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .single();
    }

    /**
     * Leases all events of some merchants, those with revocations first. A merchant whose events are being processed
     * is skipped.
     */
    @Transactional
    public Lease leaseOfferEvents() {
        Lease regular = lease(selectOfferEvents("<= " + SUSPECT_LEASE_COUNT, MAX_MERCHANTS));
        return regular.eventCount() > 0 ? regular : lease(selectOfferEvents("> " + SUSPECT_LEASE_COUNT, 1));
    }

    private static String selectOfferEvents(String leases, int limit) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'offer' AND %1$s AND merchant_id IN (
                    SELECT merchant_id FROM outbox_event
                    WHERE kind = 'offer' AND parked_at IS NULL AND %4$s
                    GROUP BY merchant_id
                    HAVING bool_or(not_before <= now()) AND NOT coalesce(bool_or(leased_until >= now()), false) AND max(leases) %2$s
                    ORDER BY bool_or(may_revoke) DESC, min(id) LIMIT %3$d)
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, leases, limit, NOT_DEFERRED);
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
        Lease large = lease(selectionOfUserEvents("leases <= " + SUSPECT_LEASE_COUNT, MAX_LARGE_EVENTS));
        return large.eventCount() > 0 ? large : lease(selectionOfUserEvents("leases > " + SUSPECT_LEASE_COUNT, 1));
    }

    /** Leases some small events of users. */
    @Transactional
    public Lease leaseSmallUserEvents() {
        return lease(selectionOfUserEvents(
                String.format(Locale.ROOT, "size <= %d AND leases <= %d", SMALL_EVENT_MAX_USERS, SUSPECT_LEASE_COUNT),
                MAX_SMALL_EVENTS));
    }

    private static String selectionOfUserEvents(String selection, int limit) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'users' AND %s AND %s
                ORDER BY may_revoke DESC, id LIMIT %d
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, selection, limit);
    }

    /** Leases the events of kind {@code all}. */
    @Transactional
    public Lease leaseAllUsersEvents() {
        return lease(String.format(
                Locale.ROOT, "SELECT id FROM outbox_event WHERE kind = 'all' AND %s FOR UPDATE SKIP LOCKED", LEASABLE));
    }

    private Lease lease(String selection) {
        UUID lease = UUID.randomUUID();
        return jdbc.sql(String.format(Locale.ROOT, """
                        WITH leased AS (
                            UPDATE outbox_event SET lease = ?, leased_at = clock_timestamp(), leased_until = now() + ?::interval, leases = leases + 1
                            WHERE id IN (%s)
                            RETURNING size)
                        SELECT count(*), coalesce(sum(size), 0), database_epoch() FROM leased
                        """, selection))
                .params(lease, settings.leaseDuration().toString())
                .query((row, n) -> new Lease(lease, row.getInt(1), row.getLong(2), row.getString(3)))
                .single();
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
                .param(SUSPECT_LEASE_COUNT * settings.maxAttempts())
                .query(Long.class)
                .list()
                .forEach(id -> log.error("Outbox event {} parked: every lease expired without a result", id));
    }

    /**
     * Extends a lease by its full duration; call it well before the lease expires. It never waits: a locked event is
     * about to be removed by the run's own chunk, and a deadlock with that chunk would fail the run.
     */
    void renew(UUID lease) {
        reserved.sql("""
                        UPDATE outbox_event SET leased_until = now() + ?::interval
                        WHERE id IN (SELECT id FROM outbox_event WHERE lease = ? FOR UPDATE SKIP LOCKED)
                        """).params(settings.leaseDuration().toString(), lease).update();
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
        return jdbc.sql(String.format(
                        Locale.ROOT,
                        "SELECT id, attempts, users FROM outbox_event WHERE kind = 'users' AND id > ? AND %s ORDER BY id LIMIT ?",
                        LEASABLE))
                .params(afterId, limit)
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
