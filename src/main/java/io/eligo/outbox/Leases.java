package io.eligo.outbox;

import static io.eligo.outbox.Outbox.uuids;

import io.eligo.platform.ReservedConnections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who works off what. What was leased when its node died is leased again by somebody else, once the lease is over. */
@Component
public class Leases {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    /** So many users of an event are few; others have up to a thousand. */
    private static final int SMALL_EVENT_MAX_USERS = 100;

    /** The most events of a lease of users. */
    private static final int MAX_SMALL_EVENTS = 500;

    private static final int MAX_LARGE_EVENTS = 4;

    /** Leased more often, and not yet failed nor done: its nodes died. It is worked off alone, lest it takes others with it. */
    private static final int SUSPECT_LEASE_COUNT = 4;

    /** Both look-ups are made once a statement, however many events there are. */
    static final String NOT_DEFERRED = """
            NOT EXISTS (SELECT FROM deferral WHERE merchant_id IS NULL)
            AND (merchant_id IS NULL OR merchant_id NOT IN (SELECT d.merchant_id FROM deferral d WHERE d.merchant_id IS NOT NULL))""";

    private static final String LEASABLE =
            "parked_at IS NULL AND not_before <= now() AND (leased_until IS NULL OR leased_until < now()) AND "
                    + NOT_DEFERRED;

    private static final int MAX_MERCHANTS = 50;

    private final JdbcClient jdbc;
    private final JdbcClient reserved;
    private final EventHistory eventHistory;
    private final OutboxSettings settings;

    Leases(JdbcClient jdbc, ReservedConnections reserved, EventHistory eventHistory, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.reserved = reserved.jdbc();
        this.eventHistory = eventHistory;
        this.settings = settings;
    }

    public Backlog findBacklog() {
        return jdbc.sql(String.format(Locale.ROOT, """
                        SELECT count(DISTINCT merchant_id), coalesce(sum(size), 0), coalesce(sum(size) FILTER (WHERE size <= %d), 0),
                            coalesce(bool_or(kind = 'everybody'), false)
                        FROM outbox_event WHERE %s
                        """, SMALL_EVENT_MAX_USERS, LEASABLE))
                .query((row, n) -> new Backlog(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .single();
    }

    /** Some merchants' events, all of each, those that take away first; none of a merchant that is being worked off. */
    @Transactional
    public Lease leaseOfferEvents() {
        Lease many = lease(selectOfferEvents("<= " + SUSPECT_LEASE_COUNT, MAX_MERCHANTS));
        return many.eventCount() > 0 ? many : lease(selectOfferEvents("> " + SUSPECT_LEASE_COUNT, 1));
    }

    private static String selectOfferEvents(String leases, int most) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'offer' AND %1$s AND merchant_id IN (
                    SELECT merchant_id FROM outbox_event
                    WHERE kind = 'offer' AND parked_at IS NULL AND %4$s
                    GROUP BY merchant_id
                    HAVING bool_or(not_before <= now()) AND NOT coalesce(bool_or(leased_until >= now()), false) AND max(leases) %2$s
                    ORDER BY bool_or(takes_away) DESC, min(id) LIMIT %3$d)
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, leases, most, NOT_DEFERRED);
    }

    /** Some events of users, small ones first, and of those the ones that take away: little enough to be done within a second. */
    @Transactional
    public Lease leaseUserEvents() {
        Lease small = leaseSmallUserEvents();
        if (small.eventCount() > 0) {
            return small;
        }
        Lease big = lease(selectUserEvents("leases <= " + SUSPECT_LEASE_COUNT, MAX_LARGE_EVENTS));
        return big.eventCount() > 0 ? big : lease(selectUserEvents("leases > " + SUSPECT_LEASE_COUNT, 1));
    }

    /** Some events that name few users. */
    @Transactional
    public Lease leaseSmallUserEvents() {
        return lease(selectUserEvents(
                String.format(Locale.ROOT, "size <= %d AND leases <= %d", SMALL_EVENT_MAX_USERS, SUSPECT_LEASE_COUNT),
                MAX_SMALL_EVENTS));
    }

    private static String selectUserEvents(String which, int most) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'users' AND %s AND %s
                ORDER BY takes_away DESC, id LIMIT %d
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, which, most);
    }

    /** The events of everybody. */
    @Transactional
    public Lease leaseEverybodyEvents() {
        return lease(String.format(
                Locale.ROOT,
                "SELECT id FROM outbox_event WHERE kind = 'everybody' AND %s FOR UPDATE SKIP LOCKED",
                LEASABLE));
    }

    private Lease lease(String which) {
        UUID lease = UUID.randomUUID();
        return jdbc.sql(String.format(Locale.ROOT, """
                        WITH leased AS (
                            UPDATE outbox_event SET lease = ?, leased_at = clock_timestamp(), leased_until = now() + ?::interval, leases = leases + 1
                            WHERE id IN (%s)
                            RETURNING size)
                        SELECT count(*), coalesce(sum(size), 0), database_life() FROM leased
                        """, which))
                .params(lease, settings.lease().toString())
                .query((row, n) -> new Lease(lease, row.getInt(1), row.getLong(2), row.getString(3)))
                .single();
    }

    /** To be called again and again while there is work: nobody else looks after what has been lost, nor after what is long done. */
    public void maintain() {
        adoptForeignTransactions();
        parkPoisonEvents();
        eventHistory.prune();
    }

    /**
     * Events that were restored from a dump of another server have its transactions' numbers. A number that is yet to come here is in
     * no snapshot, so no rebuild would settle its event, and one would follow the other.
     */
    private void adoptForeignTransactions() {
        int adopted = jdbc.sql("""
                        UPDATE outbox_event SET xid = pg_current_xact_id(), further_xids = NULL
                        WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())
                        """).update();
        if (adopted > 0) {
            log.warn("outbox events from another database: {}, they count as written now", adopted);
        }
    }

    /** Parks events whose nodes have died over them again and again, and nobody knows why. */
    private void parkPoisonEvents() {
        jdbc.sql("""
                        UPDATE outbox_event SET parked_at = now(), error = 'leased ' || leases || ' times, and each time its node died or hung'
                        WHERE parked_at IS NULL AND leases >= ? AND leased_until < now()
                        RETURNING id
                        """)
                .param(SUSPECT_LEASE_COUNT * settings.attempts())
                .query(Long.class)
                .list()
                .forEach(id -> log.error("outbox event {} is parked: its nodes died or hung each time", id));
    }

    /**
     * Keeps the events of a lease for as long again; to be called well before it is over. Never waits: a locked event is one that the
     * run's own chunk is about to end, and a deadlock with that chunk would fail the run.
     */
    void renew(UUID lease) {
        reserved.sql("""
                        UPDATE outbox_event SET leased_until = now() + ?::interval
                        WHERE id IN (SELECT id FROM outbox_event WHERE lease = ? FOR UPDATE SKIP LOCKED)
                        """).params(settings.lease().toString(), lease).update();
    }

    /** Gives events back that nobody got to; it is not held against them. */
    public void release(UUID lease) {
        jdbc.sql("UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = leases - 1 WHERE lease = ?")
                .param(lease)
                .update();
    }

    /** Of a lease of offers, at which merchants which offers have changed, those that take away first. */
    public List<Lease.ChangedMerchant> findChangedMerchants(UUID lease) {
        return jdbc.sql("""
                        SELECT m.id, array_agg(DISTINCT e.offer_no) FROM outbox_event e LEFT JOIN offer o ON o.id = e.offer_id,
                             LATERAL (VALUES (e.merchant_id), (o.merchant_id)) AS m(id)
                        WHERE e.lease = ? AND m.id IS NOT NULL
                        GROUP BY m.id ORDER BY bool_or(e.takes_away) DESC, min(e.id)
                        """)
                .param(lease)
                .query((row, n) -> new Lease.ChangedMerchant(row.getObject(1, UUID.class), List.of((Integer[])
                        row.getArray(2).getArray())))
                .list();
    }

    /** What could be leased of users now, behind that event, without leasing it: for whoever only looks. */
    public List<Lease.UserEvent> findLeasableUserEvents(long behind, int limit) {
        return jdbc.sql(String.format(
                        Locale.ROOT,
                        "SELECT id, attempts, users FROM outbox_event WHERE kind = 'users' AND id > ? AND %s ORDER BY id LIMIT ?",
                        LEASABLE))
                .params(behind, limit)
                .query((row, n) -> new Lease.UserEvent(null, row.getLong(1), row.getInt(2), uuids(row, "users")))
                .list();
    }

    /** Of a lease of users, what each event names. */
    public List<Lease.UserEvent> selectUserEvents(UUID lease) {
        return jdbc.sql("SELECT id, attempts, users FROM outbox_event WHERE lease = ? ORDER BY takes_away DESC, id")
                .param(lease)
                .query((row, n) -> new Lease.UserEvent(lease, row.getLong(1), row.getInt(2), uuids(row, "users")))
                .list();
    }
}
