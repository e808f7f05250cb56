package io.eligo.outbox;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The door of the queue. Whoever works off events leases them, recomputes what they name, and says {@link #done} or {@link
 * #failed} in the transaction of the work; what is leased when its node dies is leased again by somebody else. An event that is
 * worked off twice does no harm, so nothing here has to be exact about who holds what.
 */
@Component
@EnableConfigurationProperties(OutboxSettings.class)
public class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** So many users of an event are few; others have up to a thousand. */
    private static final int FEW = 100;

    /** The most events of a lease of users. */
    private static final int MOST_SMALL_EVENTS = 500;

    private static final int MOST_BIG_EVENTS = 4;

    /** Leased more often, and not yet failed nor done: its nodes died. It is worked off alone, lest it takes others with it. */
    private static final int SUSPECT = 4;

    private static final String WAITING =
            "parked_at IS NULL AND not_before <= now() AND (leased_until IS NULL OR leased_until < now())";

    private static final int MOST_MERCHANTS = 50;
    private static final int LONGEST_ERROR = 1_000;

    private final JdbcClient jdbc;
    private final OutboxSettings settings;

    Outbox(JdbcClient jdbc, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** The token of the transaction that this is called in. */
    @Transactional(propagation = Propagation.MANDATORY)
    public FreshnessToken token() {
        return new FreshnessToken(jdbc.sql("SELECT pg_current_xact_id()::text::bigint")
                .query(Long.class)
                .single());
    }

    /** Whether the change that the token names has committed and left anything in the queue, parked events included. */
    public boolean waitingFor(FreshnessToken token) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM outbox_event WHERE xid = ?::text::xid8)")
                .param(token.xid())
                .query(Boolean.class)
                .single();
    }

    /** How many events are not done and not parked. */
    public long pending() {
        return jdbc.sql("SELECT count(*) FROM outbox_event WHERE parked_at IS NULL")
                .query(Long.class)
                .single();
    }

    public OutboxState state() {
        return jdbc.sql("""
                        SELECT count(*) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL),
                               extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)) * 1000
                        FROM outbox_event
                        """)
                .query((row, n) -> {
                    long pending = row.getLong(1);
                    return new OutboxState(
                            pending, pending == 0 ? null : Duration.ofMillis(row.getLong(3)), row.getLong(2));
                })
                .single();
    }

    public Backlog backlog() {
        return jdbc.sql("""
                        SELECT count(DISTINCT merchant_id), coalesce(sum(size), 0), coalesce(sum(size) FILTER (WHERE size <= %d), 0),
                            coalesce(bool_or(kind = 'everybody'), false)
                        FROM outbox_event WHERE %s
                        """.formatted(FEW, WAITING))
                .query((row, n) -> new Backlog(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .single();
    }

    /** Some merchants' events, all of each, those that take away first; none of a merchant that is being worked off. */
    @Transactional
    public Lease leaseOffers() {
        Lease many = lease(offers("<= " + SUSPECT, MOST_MERCHANTS));
        return many.events() > 0 ? many : lease(offers("> " + SUSPECT, 1));
    }

    private static String offers(String leases, int most) {
        return """
                SELECT id FROM outbox_event
                WHERE kind = 'offer' AND %1$s AND merchant_id IN (
                    SELECT merchant_id FROM outbox_event
                    WHERE kind = 'offer' AND parked_at IS NULL
                    GROUP BY merchant_id
                    HAVING bool_or(not_before <= now()) AND NOT coalesce(bool_or(leased_until >= now()), false) AND max(leases) %2$s
                    ORDER BY bool_or(takes_away) DESC, min(id) LIMIT %3$d)
                FOR UPDATE SKIP LOCKED
                """.formatted(WAITING, leases, most);
    }

    /** Some events of users, small ones first, and of those the ones that take away: little enough to be done within a second. */
    @Transactional
    public Lease leaseUsers() {
        Lease small = leaseFewUsers();
        if (small.events() > 0) {
            return small;
        }
        Lease big = lease(users("leases <= " + SUSPECT, MOST_BIG_EVENTS));
        return big.events() > 0 ? big : lease(users("leases > " + SUSPECT, 1));
    }

    /** Some events that name few users. */
    @Transactional
    public Lease leaseFewUsers() {
        return lease(users("size <= %d AND leases <= %d".formatted(FEW, SUSPECT), MOST_SMALL_EVENTS));
    }

    private static String users(String which, int most) {
        return """
                SELECT id FROM outbox_event
                WHERE kind = 'users' AND %s AND %s
                ORDER BY takes_away DESC, id LIMIT %d
                FOR UPDATE SKIP LOCKED
                """.formatted(WAITING, which, most);
    }

    /** The events of everybody. */
    @Transactional
    public Lease leaseEverybody() {
        return lease("SELECT id FROM outbox_event WHERE kind = 'everybody' AND %s FOR UPDATE SKIP LOCKED"
                .formatted(WAITING));
    }

    private Lease lease(String which) {
        UUID lease = UUID.randomUUID();
        return jdbc.sql("""
                        WITH leased AS (
                            UPDATE outbox_event SET lease = ?, leased_until = now() + ?::interval, leases = leases + 1
                            WHERE id IN (%s)
                            RETURNING size)
                        SELECT count(*), coalesce(sum(size), 0) FROM leased
                        """.formatted(which))
                .params(lease, settings.lease().toString())
                .query((row, n) -> new Lease(lease, row.getInt(1), row.getLong(2)))
                .single();
    }

    /** Parks events whose nodes have died over them again and again, and nobody knows why. */
    public void parkDeadly() {
        jdbc.sql("""
                        UPDATE outbox_event SET parked_at = now(), error = 'leased ' || leases || ' times, and each time its node died or hung'
                        WHERE parked_at IS NULL AND leases >= ? AND leased_until < now()
                        RETURNING id
                        """)
                .param(SUSPECT * settings.attempts())
                .query(Long.class)
                .list()
                .forEach(id -> log.error("outbox event {} is parked: its nodes died or hung each time", id));
    }

    /** Keeps the events of a lease for as long again; to be called well before it is over. */
    public void renew(UUID lease) {
        jdbc.sql("UPDATE outbox_event SET leased_until = now() + ?::interval WHERE lease = ?")
                .params(settings.lease().toString(), lease)
                .update();
    }

    /** Gives events back that nobody got to; it is not held against them. */
    public void release(UUID lease) {
        jdbc.sql("UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = leases - 1 WHERE lease = ?")
                .param(lease)
                .update();
    }

    /** Of a lease of offers, at which merchants which offers have changed, those that take away first. */
    public List<Lease.AtMerchant> merchants(UUID lease) {
        return jdbc.sql("""
                        SELECT m.id, array_agg(DISTINCT e.offer_no) FROM outbox_event e LEFT JOIN offer o ON o.id = e.offer_id,
                             LATERAL (VALUES (e.merchant_id), (o.merchant_id)) AS m(id)
                        WHERE e.lease = ? AND m.id IS NOT NULL
                        GROUP BY m.id ORDER BY bool_or(e.takes_away) DESC, min(e.id)
                        """)
                .param(lease)
                .query((row, n) -> new Lease.AtMerchant(row.getObject(1, UUID.class), List.of((Integer[])
                        row.getArray(2).getArray())))
                .list();
    }

    /** Of a lease of users, what each event names. */
    public List<Lease.OfUsers> users(UUID lease) {
        return jdbc.sql("SELECT id, attempts, users FROM outbox_event WHERE lease = ? ORDER BY takes_away DESC, id")
                .param(lease)
                .query((row, n) -> new Lease.OfUsers(row.getLong(1), row.getInt(2), uuids(row, "users")))
                .list();
    }

    /** All that is left of a lease is worked off. */
    public void done(UUID lease) {
        jdbc.sql("DELETE FROM outbox_event WHERE lease = ?").param(lease).update();
    }

    /** These events are worked off, once the caller's transaction commits. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void done(Collection<Long> events) {
        jdbc.sql("DELETE FROM outbox_event WHERE id = ANY (?)")
                .param(events.toArray(Long[]::new))
                .update();
    }

    /**
     * These users could not be recomputed: an event of theirs is to be tried again, alone. The caller's transaction is the one
     * that goes on without them.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void failed(Collection<UUID> users, String error) {
        jdbc.sql(
                        "INSERT INTO outbox_event (kind, users, takes_away, attempts, not_before, error) VALUES ('users', ?, true, 1, now() + ?::interval, ?)")
                .params(users.toArray(UUID[]::new), settings.backoff().toString(), cut(error))
                .update();
    }

    /**
     * An event of users failed. It is tried again after a while; from the second time on in two halves, so that in the end only
     * those are left who cannot be recomputed; after its attempts it is parked.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void failed(Lease.OfUsers event, String error) {
        if (event.attempts() > 0 && event.users().size() > 1) {
            split(event, error);
        } else {
            failed("id = ?", event.event(), error);
        }
    }

    /** The run over a lease failed: all that is left of it is tried again after a while, or parked after its attempts. */
    @Transactional
    public void failed(UUID lease, String error) {
        failed("lease = ?", lease, error);
    }

    private void failed(String which, Object key, String error) {
        jdbc.sql("""
                        UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = 0, error = ?, attempts = attempts + 1,
                            not_before = now() + least(? * 2 ^ least(attempts, 30) * (0.5 + random()), ?) * interval '1 ms',
                            parked_at = CASE WHEN attempts + 1 >= ? THEN now() END
                        WHERE %s
                        RETURNING id, attempts, parked_at IS NOT NULL
                        """.formatted(which))
                .params(
                        cut(error),
                        settings.backoff().toMillis(),
                        settings.longestBackoff().toMillis(),
                        settings.attempts(),
                        key)
                .query((row, n) -> report(row.getLong(1), row.getInt(2), row.getBoolean(3), error))
                .list();
    }

    private long report(long event, int attempt, boolean parked, String error) {
        if (parked) {
            log.error("outbox event {} is parked after attempt {}: {}", event, attempt, error);
        } else {
            log.warn("outbox event {} failed at attempt {} of {}: {}", event, attempt, settings.attempts(), error);
        }
        return event;
    }

    // Without waiting: it is only the search for those at fault.
    private void split(Lease.OfUsers event, String error) {
        int middle = event.users().size() / 2;
        for (List<UUID> half : List.of(
                event.users().subList(0, middle),
                event.users().subList(middle, event.users().size()))) {
            jdbc.sql("""
                            INSERT INTO outbox_event (kind, users, takes_away, xid, created_at, attempts, error)
                            SELECT kind, ?, takes_away, xid, created_at, attempts, ? FROM outbox_event WHERE id = ?
                            """)
                    .params(half.toArray(UUID[]::new), cut(error), event.event())
                    .update();
        }
        done(List.of(event.event()));
    }

    /** The snapshot to be given to {@link #settle}: taken before a full rebuild reads anything. */
    public String snapshot() {
        return jdbc.sql("SELECT pg_current_snapshot()::text")
                .query(String.class)
                .single();
    }

    /** Everybody has been brought in line since this snapshot was taken, so whatever it saw is done. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Settled settle(String snapshot) {
        String settled = "FROM outbox_event WHERE pg_visible_in_snapshot(xid, ?::pg_snapshot)";
        boolean few = jdbc.sql(
                        "SELECT coalesce(sum(size), 0) <= ? AND NOT coalesce(bool_or(kind = 'everybody'), false) "
                                + settled)
                .params(Settled.MOST_NAMED, snapshot)
                .query(Boolean.class)
                .single();
        if (!few) {
            return new Settled(jdbc.sql("DELETE " + settled).param(snapshot).update(), null);
        }
        List<List<UUID>> named = jdbc.sql("DELETE " + settled + " RETURNING users")
                .param(snapshot)
                .query((row, n) -> uuids(row, "users"))
                .list();
        return new Settled(named.size(), named.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet()));
    }

    /** Newest first. */
    public List<ParkedEvent> parked(int limit) {
        return jdbc.sql(
                        "SELECT * FROM outbox_event WHERE parked_at IS NOT NULL ORDER BY parked_at DESC, id DESC LIMIT ?")
                .param(limit)
                .query(Outbox::parkedEvent)
                .list();
    }

    /** Parked events wait again, as if they had never been tried; answers those that there were. */
    public List<Long> retryParked(Collection<Long> events) {
        return jdbc.sql("""
                        UPDATE outbox_event SET parked_at = NULL, lease = NULL, leased_until = NULL, attempts = 0, leases = 0, not_before = now()
                        WHERE id = ANY (?) AND parked_at IS NOT NULL RETURNING id
                        """)
                .param(events.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    /** Parked events are given up: what they name stays as it is until the next rebuild; answers those that there were. */
    public List<ParkedEvent> discardParked(Collection<Long> events) {
        return jdbc.sql("DELETE FROM outbox_event WHERE id = ANY (?) AND parked_at IS NOT NULL RETURNING *")
                .param(events.toArray(Long[]::new))
                .query(Outbox::parkedEvent)
                .list();
    }

    private static ParkedEvent parkedEvent(ResultSet row, int n) throws SQLException {
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

    private static List<UUID> uuids(ResultSet row, String column) throws SQLException {
        Array ids = row.getArray(column);
        return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
    }

    private static String cut(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }

    /** Takes the user out of every event that is not done, and drops those about nobody else; how many mentioned the user. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int forget(UUID user) {
        // Only what named the user and nobody else: events about offers name no users at all.
        int dropped = jdbc.sql("""
                        DELETE FROM outbox_event WHERE :user = ANY (users) AND array_remove(users, :user) = '{}'
                        """).param("user", user).update();
        int shortened = jdbc.sql("""
                        UPDATE outbox_event SET users = array_remove(users, :user) WHERE :user = ANY (users)
                        """).param("user", user).update();
        return dropped + shortened;
    }
}
