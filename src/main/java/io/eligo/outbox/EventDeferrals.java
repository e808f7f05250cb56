package io.eligo.outbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Defers events during mass edits, so that everything is recomputed once at the end. A merchant's deferral holds back
 * the events of its offers; the deferral of all holds back every event. Events leased before are still processed.
 * Liveness is not affected: an offer that is switched off disappears from the feeds at once, deferred or not.
 */
@Component
public class EventDeferrals {
    private static final Logger log = LoggerFactory.getLogger(EventDeferrals.class);

    /**
     * The condition on an event that no deferral holds back. PostgreSQL evaluates both subqueries once per statement, independent
     * of the number of events.
     */
    static final String NOT_DEFERRED = """
            NOT EXISTS (SELECT FROM deferral WHERE merchant_id IS NULL)
            AND (merchant_id IS NULL OR merchant_id NOT IN (SELECT d.merchant_id FROM deferral d WHERE d.merchant_id IS NOT NULL))""";

    private final JdbcClient jdbc;

    EventDeferrals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param merchant null for the deferral of all events */
    public record Deferral(@Nullable UUID merchant, Instant since, String by, String reason) {}

    /**
     * Starts a deferral: its events are not leased until it ends.
     *
     * @param merchant null for all events
     * @param operator subject of the token, not blank
     * @param reason not blank
     * @throws IllegalArgumentException naming the operator if the deferral exists already, or if {@code operator} or
     *     {@code reason} is blank
     */
    public void begin(@Nullable UUID merchant, String operator, String reason) {
        if (operator.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is missing; a deferral records its operator and reason",
                    operator.isBlank() ? "operator" : "reason"));
        }
        int inserted = jdbc.sql(
                        "INSERT INTO deferral (merchant_id, deferred_by, reason) VALUES (:merchant, :operator, :reason) ON CONFLICT DO NOTHING")
                .param("merchant", merchant)
                .param("operator", operator)
                .param("reason", reason)
                .update();
        if (inserted == 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Events of %s are deferred already: %s", describe(merchant), findAll()));
        }
        log.info("Events of {} deferred by {}: {}", describe(merchant), operator, reason);
    }

    /**
     * Ends a deferral: its events can be leased from now on. Returns whether there was a deferral.
     *
     * @param merchant null ends the deferral of all events, not those of merchants
     */
    public boolean end(@Nullable UUID merchant, String operator) {
        boolean ended = jdbc.sql("DELETE FROM deferral WHERE merchant_id IS NOT DISTINCT FROM ?::uuid")
                        .param(merchant)
                        .update()
                > 0;
        if (ended) {
            log.info("Deferral of events of {} ended by {}", describe(merchant), operator);
        }
        return ended;
    }

    /** Returns all deferrals, the oldest first. */
    public List<Deferral> findAll() {
        return jdbc.sql("SELECT merchant_id, since, deferred_by, reason FROM deferral ORDER BY since")
                .query((row, n) -> new Deferral(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getString(3),
                        row.getString(4)))
                .list();
    }

    private static String describe(@Nullable UUID merchant) {
        return merchant == null ? "all merchants and users" : "merchant " + merchant;
    }
}
