package io.eligo.webhook;

import io.eligo.webhook.WebhookMessage.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code webhook_notification}: facts that are to be posted, or were, one row each over all nodes. */
@Component
class NotificationQueue {
    static final int MAX_ATTEMPTS = 5;
    private static final int BACKOFF_FACTOR = 4;

    private final JdbcClient jdbc;

    NotificationQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param subject the id of the execution or of the event */
    record QueuedNotification(String id, Kind kind, long subject) {}

    /** @param attempts including this one */
    record ClaimedNotification(QueuedNotification notification, int attempts) {
        boolean isLastAttempt() {
            return attempts >= MAX_ATTEMPTS;
        }
    }

    /** Adds the facts that are not known yet. */
    void add(List<QueuedNotification> facts) {
        jdbc.sql("""
                        INSERT INTO webhook_notification (id, kind, subject) SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
                        ON CONFLICT DO NOTHING
                        """)
                .param(facts.stream().map(QueuedNotification::id).toArray(String[]::new))
                .param(facts.stream().map(fact -> fact.kind().name()).toArray(String[]::new))
                .param(facts.stream().map(QueuedNotification::subject).toArray(Long[]::new))
                .update();
    }

    long countWaiting() {
        return jdbc.sql("SELECT count(*) FROM webhook_notification WHERE done_at IS NULL")
                .query(Long.class)
                .single();
    }

    /**
     * Claims the notification that is due the longest, and sets when the next attempt is due if this one fails: after the
     * backoff, and four times as long after each further attempt.
     *
     * @param backoff longer than an attempt takes, so that no other node claims the notification meanwhile
     */
    Optional<ClaimedNotification> claim(Duration backoff) {
        return jdbc.sql("""
                        UPDATE webhook_notification
                        SET attempts = attempts + 1, next_attempt_at = now() + :backoff::interval * power(:factor, attempts)
                        WHERE id = (SELECT id FROM webhook_notification WHERE done_at IS NULL AND next_attempt_at <= now()
                                    ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, kind, subject, attempts
                        """)
                .param("backoff", backoff.toString())
                .param("factor", BACKOFF_FACTOR)
                .query((row, n) -> new ClaimedNotification(
                        new QueuedNotification(
                                row.getString("id"), Kind.valueOf(row.getString("kind")), row.getLong("subject")),
                        row.getInt("attempts")))
                .optional();
    }

    /** Delivered, obsolete or given up. */
    void markDone(QueuedNotification notification) {
        jdbc.sql("UPDATE webhook_notification SET done_at = now() WHERE id = ?")
                .param(notification.id())
                .update();
    }

    void deleteOlderThan(Duration age) {
        jdbc.sql("DELETE FROM webhook_notification WHERE created_at < now() - ?::interval")
                .param(age.toString())
                .update();
    }
}
