package io.eligo.outbox;

import io.eligo.platform.LogField;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Records that events, or users of events, could not be recomputed: they are retried after a backoff, split into halves, and parked
 * after their last attempt.
 */
@Component
public class EventFailures {
    private static final Logger log = LoggerFactory.getLogger(EventFailures.class);
    private static final int MAX_ERROR_LENGTH = 1_000;

    private final JdbcClient jdbc;
    private final OutboxSettings settings;

    EventFailures(JdbcClient jdbc, OutboxSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Records users that could not be recomputed and that no event of users names: a new event retries them. The
     * caller's transaction continues without them and holds their locks, so a user who is being erased is not
     * among them.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recordUsers(Collection<UUID> users, String error) {
        jdbc.sql("""
                        INSERT INTO outbox_event (kind, users, may_revoke, attempts, not_before, error)
                        VALUES ('users', :users, true, 1, now() + :backoff::interval, :error)
                        """)
                .param("users", users.toArray(UUID[]::new))
                .param("backoff", settings.initialBackoff().toString())
                .param("error", truncate(error))
                .update();
    }

    /**
     * Records failed customers of a merchant in a run over a lease of offers. The new event carries the tokens of all
     * changes that the lease holds for that merchant, so a reader of any of these changes waits until the last
     * customer is reconciled, and the first of their traces. Writes nothing if the lease no longer holds such an event, because another run then
     * processes the changes.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recordCustomers(UUID lease, UUID merchant, Collection<UUID> users, String error) {
        jdbc.sql("""
                        INSERT INTO outbox_event (kind, users, may_revoke, xid, further_xids, created_at, attempts, not_before, error, traceparent)
                        SELECT 'users', :users, true, xids[1], nullif(xids[2:], '{}'), created_at, 1, now() + :backoff::interval, :error, traceparent
                        FROM (SELECT array_agg(DISTINCT xid ORDER BY xid) AS xids, min(created_at) AS created_at,
                                  (array_agg(traceparent ORDER BY e.id) FILTER (WHERE traceparent IS NOT NULL))[1] AS traceparent
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
    public void recordEvent(Lease.UserEvent event, String error) {
        UUID lease = Objects.requireNonNull(
                event.lease(), () -> "Failure of event " + event.eventId() + " recorded without a lease");
        if (event.attempts() > 0 && event.users().size() > 1) {
            split(event.eventId(), lease, error);
        } else {
            retryOrPark(
                    new EventCondition("id = :id AND lease = :lease", Map.of("id", event.eventId(), "lease", lease)),
                    error);
        }
    }

    /**
     * Records the failure of a run over a lease: its remaining events are retried after a backoff, or parked after
     * their last attempt.
     */
    @Transactional
    public void recordRun(UUID lease, String error) {
        retryOrPark(new EventCondition("lease = :lease", Map.of("lease", lease)), error);
    }

    private void retryOrPark(EventCondition condition, String error) {
        jdbc.sql(String.format(Locale.ROOT, """
                        UPDATE outbox_event SET lease = NULL, leased_until = NULL, leases = 0, error = :error, attempts = attempts + 1,
                            not_before = now() + least(:initialBackoff * 2 ^ least(attempts, 30) * (0.5 + random()), :maxBackoff) * interval '1 ms',
                            parked_at = CASE WHEN attempts + 1 >= :maxAttempts THEN now() END
                        WHERE %s
                        RETURNING id, attempts, parked_at IS NOT NULL
                        """, condition.sql()))
                .param("error", truncate(error))
                .param("initialBackoff", settings.initialBackoff().toMillis())
                .param("maxBackoff", settings.maxBackoff().toMillis())
                .param("maxAttempts", settings.maxAttempts())
                .params(condition.parameters())
                .query((row, n) -> logFailure(row.getLong(1), row.getInt(2), row.getBoolean(3), error))
                .list();
    }

    private long logFailure(long event, int attempt, boolean parked, String error) {
        try (LogField.Entry field = LogField.EVENT.put(event)) {
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
        }
        return event;
    }

    // The halves do not wait for a backoff, because splitting only searches for the failing users. One statement
    // splits the row as it is then: a user erased since the run read it must not reappear. The event does not enter
    // the history, because its halves represent it.
    private void split(long event, UUID lease, String error) {
        jdbc.sql("""
                        WITH gone AS (DELETE FROM outbox_event WHERE id = :id AND lease = :lease RETURNING *)
                        INSERT INTO outbox_event (kind, users, may_revoke, xid, further_xids, created_at, attempts, error, traceparent)
                        SELECT kind, half, may_revoke, xid, further_xids, created_at, attempts, :error, traceparent
                        FROM gone, LATERAL (VALUES (users[: size / 2]), (users[size / 2 + 1 :])) AS halves(half)
                        WHERE half <> '{}'
                        """)
                .param("id", event)
                .param("lease", lease)
                .param("error", truncate(error))
                .update();
    }

    private static String truncate(String error) {
        return error.length() <= MAX_ERROR_LENGTH ? error : error.substring(0, MAX_ERROR_LENGTH);
    }
}
