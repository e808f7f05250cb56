package io.eligo.outbox;

import io.eligo.outbox.ProcessedEvent.RemovalReason;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
 * The API of the queue. A run takes {@link Leases}, recomputes what the events name, and calls {@link #complete} or
 * {@link #recordFailure} in the transaction of that work. Events whose node dies are leased again by another node.
 * Only the holder of a lease completes its events or counts their failures. A full rebuild removes the events that
 * its own snapshot has seen with {@link #settle}, and no others.
 */
@Component
@EnableConfigurationProperties(OutboxSettings.class)
public class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private static final int MAX_ERROR_LENGTH = 1_000;

    private static final String VISIBLE_IN_SNAPSHOT = """
            pg_visible_in_snapshot(xid, ?::pg_snapshot)
            AND NOT EXISTS (SELECT FROM unnest(further_xids) AS change WHERE NOT pg_visible_in_snapshot(change, ?::pg_snapshot))""";

    private static final String VISIBLE_AND_NAMES_USER =
            ":user = ANY (users) AND (pg_visible_in_snapshot(xid, :seen::pg_snapshot) OR xid = pg_current_xact_id_if_assigned())";

    private final JdbcClient jdbc;
    private final EventHistory eventHistory;
    private final OutboxSettings settings;

    Outbox(JdbcClient jdbc, EventHistory eventHistory, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.eventHistory = eventHistory;
        this.settings = settings;
    }

    /** Returns the token of the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public FreshnessToken currentToken() {
        return new FreshnessToken(jdbc.sql("SELECT pg_current_xact_id()::text::bigint")
                .query(Long.class)
                .single());
    }

    /**
     * Returns whether the queue contains events of the committed change that the token names, parked events included.
     */
    public boolean isPending(FreshnessToken token) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM outbox_event WHERE xid = :xid::text::xid8)
                            OR EXISTS (SELECT FROM outbox_event WHERE further_xids IS NOT NULL AND :xid::text::xid8 = ANY (further_xids))
                        """).param("xid", token.xid()).query(Boolean.class).single();
    }

    /**
     * Returns whether the transaction that the token names was rolled back, so that its change never becomes visible.
     */
    public boolean isRolledBack(FreshnessToken token) {
        // PostgreSQL rejects a number that is not assigned yet, and answers null for one whose status it no longer
        // keeps: that transaction ended long ago.
        return jdbc.sql("""
                        SELECT CASE WHEN xid < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(xid) = 'aborted' END IS TRUE
                        FROM (SELECT ?::text::xid8 AS xid OFFSET 0) AS token
                        """).param(token.xid()).query(Boolean.class).single();
    }

    /** Returns whether the transaction that the token names has ended. */
    public boolean isEnded(FreshnessToken token) {
        return jdbc.sql("SELECT pg_visible_in_snapshot(?::text::xid8, pg_current_snapshot())")
                .param(token.xid())
                .query(Boolean.class)
                .single();
    }

    /**
     * The state of the source tables for a read that follows.
     *
     * @param asOf the time of the database: the read sees all changes that were committed before it
     * @param pending the number of pending events
     */
    public record SourceState(Instant asOf, long pending) {}

    public SourceState findSourceState() {
        return jdbc.sql("SELECT clock_timestamp() AS as_of, outbox_pending() AS pending")
                .query((row, n) -> new SourceState(
                        row.getObject("as_of", OffsetDateTime.class).toInstant(), row.getLong("pending")))
                .single();
    }

    public OutboxState findState() {
        return jdbc.sql(String.format(Locale.ROOT, """
                        SELECT count(*) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL),
                               extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)) * 1000,
                               count(*) FILTER (WHERE parked_at IS NULL AND NOT (%s))
                        FROM outbox_event
                        """, Leases.NOT_DEFERRED))
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

    /**
     * Completes all remaining events of a lease, for a job execution. Does nothing if the database was restored or a
     * replica promoted since the lease was granted, because the writes of the run may be lost.
     */
    public void complete(Lease lease, long run) {
        eventHistory.moveToHistory(
                "lease = ? AND database_epoch() = ?",
                List.of(lease.id(), lease.databaseEpoch()),
                RemovalReason.RUN,
                run);
    }

    /**
     * Completes these events of a lease for a job execution, when the caller's transaction commits.
     *
     * @return whether the lease still covered all of them; events that it no longer covers stay in the queue
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean complete(UUID lease, Collection<Long> events, long run) {
        Long[] ids = events.toArray(Long[]::new);
        return eventHistory.moveToHistory("id = ANY (?) AND lease = ?", List.of(ids, lease), RemovalReason.RUN, run)
                == ids.length;
    }

    /**
     * Records users that could not be recomputed and that no event of users names: a new event retries them. The
     * caller's transaction continues without them and holds their locks, so a user who is being erased is not
     * among them.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recordFailure(Collection<UUID> users, String error) {
        jdbc.sql(
                        "INSERT INTO outbox_event (kind, users, may_revoke, attempts, not_before, error) VALUES ('users', ?, true, 1, now() + ?::interval, ?)")
                .params(users.toArray(UUID[]::new), settings.initialBackoff().toString(), truncate(error))
                .update();
    }

    /**
     * Records failed customers of a merchant in a run over a lease of offers. The new event carries the tokens of all
     * changes that the lease holds for that merchant, so a reader of any of these changes waits until the last
     * customer is reconciled. Writes nothing if the lease no longer holds such an event, because another run then
     * processes the changes.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recordFailure(UUID lease, UUID merchant, Collection<UUID> users, String error) {
        jdbc.sql("""
                        INSERT INTO outbox_event (kind, users, may_revoke, xid, further_xids, created_at, attempts, not_before, error)
                        SELECT 'users', :users, true, xids[1], nullif(xids[2:], '{}'), created_at, 1, now() + :backoff::interval, :error
                        FROM (SELECT array_agg(DISTINCT xid ORDER BY xid) AS xids, min(created_at) AS created_at
                              FROM outbox_event e LEFT JOIN offer o ON o.id = e.offer_id
                              WHERE e.lease = :lease AND :merchant IN (e.merchant_id, o.merchant_id)) AS changes
                        WHERE xids IS NOT NULL
                        """)
                .param("users", users.toArray(UUID[]::new))
                .param("backoff", settings.initialBackoff().toString())
                .param("error", truncate(error))
                .param("lease", lease)
                .param("merchant", merchant)
                .update();
    }

    /**
     * Records the failure of an event of users. The event is retried after a backoff. From the second failure on it
     * is split into halves, so that in the end only the users that cannot be recomputed remain. After its last
     * attempt it is parked.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recordFailure(Lease.UserEvent event, String error) {
        UUID lease = Objects.requireNonNull(event.lease(), "Event without a lease cannot fail");
        if (event.attempts() > 0 && event.users().size() > 1) {
            split(event.eventId(), lease, error);
        } else {
            recordFailure("id = ? AND lease = ?", List.of(event.eventId(), lease), error);
        }
    }

    /**
     * Records the failure of a run over a lease: its remaining events are retried after a backoff, or parked after
     * their last attempt.
     */
    @Transactional
    public void recordFailure(UUID lease, String error) {
        recordFailure("lease = ?", List.of(lease), error);
    }

    private void recordFailure(String condition, List<?> keys, String error) {
        jdbc.sql(String.format(Locale.ROOT, """
                        UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = 0, error = ?, attempts = attempts + 1,
                            not_before = now() + least(? * 2 ^ least(attempts, 30) * (0.5 + random()), ?) * interval '1 ms',
                            parked_at = CASE WHEN attempts + 1 >= ? THEN now() END
                        WHERE %s
                        RETURNING id, attempts, parked_at IS NOT NULL
                        """, condition))
                .params(
                        truncate(error),
                        settings.initialBackoff().toMillis(),
                        settings.maxBackoff().toMillis(),
                        settings.maxAttempts())
                .params(keys)
                .query((row, n) -> logFailure(row.getLong(1), row.getInt(2), row.getBoolean(3), error))
                .list();
    }

    private long logFailure(long event, int attempt, boolean parked, String error) {
        if (parked) {
            log.error("Outbox event {} parked after attempt {}: {}", event, attempt, error);
        } else {
            log.warn(
                    "Outbox event {} failed, attempt {} of {}, retrying after a backoff: {}",
                    event,
                    attempt,
                    settings.maxAttempts(),
                    error);
        }
        return event;
    }

    // The halves do not wait for a backoff, because splitting only searches for the failing users. One statement
    // splits the row as it is then: a user erased since the run read it must not reappear. The event does not enter
    // the history, because its halves represent it.
    private void split(long event, UUID lease, String error) {
        jdbc.sql("""
                        WITH gone AS (DELETE FROM outbox_event WHERE id = ? AND lease = ? RETURNING *)
                        INSERT INTO outbox_event (kind, users, may_revoke, xid, further_xids, created_at, attempts, error)
                        SELECT kind, half, may_revoke, xid, further_xids, created_at, attempts, ?
                        FROM gone, LATERAL (VALUES (users[: size / 2]), (users[size / 2 + 1 :])) AS halves(half)
                        WHERE half <> '{}'
                        """).params(event, lease, truncate(error)).update();
    }

    /** Returns the current snapshot and the database epoch, for {@link #settle} and {@link #removeUser}. */
    public String currentSnapshot() {
        return jdbc.sql("SELECT pg_current_snapshot() || ' ' || database_epoch()")
                .query(String.class)
                .single();
    }

    /**
     * Removes the events that the snapshot has seen, after all users were reconciled. The snapshot was taken before
     * the rebuild read anything. Does nothing if the database was restored or a replica promoted since: the
     * snapshot's numbers may name other transactions there, and the writes of the rebuild may be lost.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public SettleResult settle(String snapshot) {
        Optional<String> seen = snapshotOfThisEpoch(snapshot);
        if (seen.isEmpty()) {
            log.warn("Snapshot {} is of another database epoch, its events wait for the next rebuild", snapshot);
            return new SettleResult(0, Set.of());
        }
        boolean isBelowLimit = jdbc.sql(String.format(Locale.ROOT, """
                        SELECT coalesce(sum(size), 0) <= ? AND NOT coalesce(bool_or(kind = 'all'), false)
                        FROM outbox_event WHERE %s
                        """, VISIBLE_IN_SNAPSHOT))
                .params(SettleResult.MAX_USERS, seen.get(), seen.get())
                .query(Boolean.class)
                .single();
        List<String> keys = List.of(seen.get(), seen.get());
        if (!isBelowLimit) {
            return new SettleResult(
                    eventHistory.moveToHistory(VISIBLE_IN_SNAPSHOT, keys, RemovalReason.REBUILD, null), null);
        }
        List<List<UUID>> userLists = eventHistory.moveToHistory(
                VISIBLE_IN_SNAPSHOT, keys, RemovalReason.REBUILD, null, "users", (row, n) -> uuids(row, "users"));
        return new SettleResult(
                userLists.size(), userLists.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet()));
    }

    private Optional<String> snapshotOfThisEpoch(String snapshot) {
        String[] parts = snapshot.split(" ", 2);
        boolean here = parts.length == 2
                && jdbc.sql("SELECT database_epoch() = ?")
                        .param(parts[1])
                        .query(Boolean.class)
                        .single();
        return here ? Optional.of(parts[0]) : Optional.empty();
    }

    public static List<UUID> uuids(ResultSet row, String column) throws SQLException {
        Array ids = row.getArray(column);
        return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
    }

    private static String truncate(String error) {
        return error.length() <= MAX_ERROR_LENGTH ? error : error.substring(0, MAX_ERROR_LENGTH);
    }

    /**
     * Removes the user from the events that the snapshot has seen and from those of the caller's own transaction, and
     * deletes events that name no other user. Later events stay, because they may be about a newer relation.
     *
     * @return the number of events that named the user
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int removeUser(UUID user, String snapshot) {
        int removed = 0;
        // An event that is split while this statement waits for its lock continues as two events, which only the next
        // statement sees.
        do {
            removed += bindUserAndSnapshot(
                            "UPDATE outbox_event SET users = array_remove(users, :user) WHERE "
                                    + VISIBLE_AND_NAMES_USER,
                            user,
                            snapshot)
                    .update();
            jdbc.sql("DELETE FROM outbox_event WHERE users = '{}'").update();
        } while (bindUserAndSnapshot(
                        String.format(
                                Locale.ROOT,
                                "SELECT EXISTS (SELECT FROM outbox_event WHERE %s)",
                                VISIBLE_AND_NAMES_USER),
                        user,
                        snapshot)
                .query(Boolean.class)
                .single());
        return removed;
    }

    private JdbcClient.StatementSpec bindUserAndSnapshot(String sql, UUID user, String snapshot) {
        return jdbc.sql(sql).param("user", user).param("seen", snapshot.split(" ", 2)[0]);
    }
}
