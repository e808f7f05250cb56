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
 * Lets events wait during mass edits, so that in the end everything is recomputed once. A merchant's deferral holds back its
 * offers' events; the one of all holds back every event. What has been leased before is still worked off. Live is not touched:
 * what is switched off is gone from the feeds at once, also meanwhile.
 */
@Component
public class Deferrals {
    private static final Logger log = LoggerFactory.getLogger(Deferrals.class);

    private final JdbcClient jdbc;

    Deferrals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param merchant null for all of them */
    public record Deferral(@Nullable UUID merchant, Instant since, String by, String reason) {}

    /**
     * From now on nothing more is leased of it.
     *
     * @param merchant null for all of them
     * @throws IllegalArgumentException if that is so already, saying by whom; or if nobody or no reason is given
     */
    public void begin(@Nullable UUID merchant, String who, String reason) {
        if (who.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is missing; who lets events wait, and why, is written down",
                    who.isBlank() ? "who" : "reason"));
        }
        int begun = jdbc.sql(
                        "INSERT INTO deferral (merchant_id, by_whom, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .param(merchant)
                .param(who)
                .param(reason)
                .update();
        if (begun == 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "events of %s wait already: %s", describe(merchant), findAll()));
        }
        log.info("events of {} wait from now on, says {}: {}", describe(merchant), who, reason);
    }

    /**
     * What has waited is worked off at once, by as few runs as it takes; whether there was a deferral.
     *
     * @param merchant null ends the one of all, and none of a merchant's
     */
    public boolean end(@Nullable UUID merchant, String who) {
        boolean ended = jdbc.sql("DELETE FROM deferral WHERE merchant_id IS NOT DISTINCT FROM ?::uuid")
                        .param(merchant)
                        .update()
                > 0;
        if (ended) {
            log.info("events of {} wait no longer, says {}", describe(merchant), who);
        }
        return ended;
    }

    /** The oldest first. */
    public List<Deferral> findAll() {
        return jdbc.sql("SELECT merchant_id, since, by_whom, reason FROM deferral ORDER BY since")
                .query((row, n) -> new Deferral(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getString(3),
                        row.getString(4)))
                .list();
    }

    private static String describe(@Nullable UUID merchant) {
        return merchant == null ? "everybody" : "merchant " + merchant;
    }
}
