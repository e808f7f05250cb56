package io.eligo.outbox;

import io.eligo.outbox.Passed.How;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
 * The door of the queue. Whoever works off events takes {@link Leases}, recomputes what they name, and says {@link #done} or {@link
 * #failed} in the transaction of the work; what is leased when its node dies is leased again by somebody else. An event that is
 * worked off twice does no harm, so nothing here has to be exact about who holds what.
 */
@Component
@EnableConfigurationProperties(OutboxSettings.class)
public class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private static final int LONGEST_ERROR = 1_000;

    private final JdbcClient jdbc;
    private final Trail trail;
    private final OutboxSettings settings;

    Outbox(JdbcClient jdbc, Trail trail, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.trail = trail;
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

    /** Whether the transaction that the token names was rolled back, so that its change will never be visible. */
    public boolean rolledBack(FreshnessToken token) {
        // PostgreSQL refuses a number that was not given yet, and answers null where it has forgotten: those have long
        // ended.
        return jdbc.sql("""
                        SELECT CASE WHEN xid < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(xid) = 'aborted' END IS TRUE
                        FROM (SELECT ?::text::xid8 AS xid OFFSET 0) AS token
                        """).param(token.xid()).query(Boolean.class).single();
    }

    public OutboxState state() {
        return jdbc.sql("""
                        SELECT count(*) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL),
                               extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)) * 1000,
                               count(*) FILTER (WHERE parked_at IS NULL AND NOT (%s))
                        FROM outbox_event
                        """.formatted(Leases.NOT_DEFERRED))
                .query((row, n) -> {
                    long pending = row.getLong(1);
                    return new OutboxState(
                            pending,
                            pending == 0 ? null : Duration.ofMillis(row.getLong(3)),
                            row.getLong(2),
                            row.getLong(4));
                })
                .single();
    }

    /** All that is left of a lease is worked off, by that execution of a job. */
    public void done(UUID lease, long run) {
        trail.leave("lease = ?", lease, How.RUN, run);
    }

    /** These events are worked off by that execution of a job, once the caller's transaction commits. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void done(Collection<Long> events, long run) {
        trail.leave("id = ANY (?)", events.toArray(Long[]::new), How.RUN, run);
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
        // Its halves go on in its name, so it has not left.
        jdbc.sql("DELETE FROM outbox_event WHERE id = ?").param(event.event()).update();
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
        String settled = "pg_visible_in_snapshot(xid, ?::pg_snapshot)";
        boolean few = jdbc.sql(
                        "SELECT coalesce(sum(size), 0) <= ? AND NOT coalesce(bool_or(kind = 'everybody'), false) FROM outbox_event WHERE "
                                + settled)
                .params(Settled.MOST_NAMED, snapshot)
                .query(Boolean.class)
                .single();
        if (!few) {
            return new Settled(trail.leave(settled, snapshot, How.REBUILD, null), null);
        }
        List<List<UUID>> named =
                trail.leave(settled, snapshot, How.REBUILD, null, "users", (row, n) -> uuids(row, "users"));
        return new Settled(named.size(), named.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet()));
    }

    static List<UUID> uuids(ResultSet row, String column) throws SQLException {
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
