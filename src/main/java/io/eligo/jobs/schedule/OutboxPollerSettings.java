package io.eligo.jobs.schedule;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.poller.*}.
 *
 * @param interval between two looks at an empty outbox
 * @param merchantsAtMost if more merchants wait, everybody is recomputed instead
 * @param shareAtMost likewise if events name more than this share of all users: from here on a rebuild, which needs no list
 *     of them, is quicker
 */
@ConfigurationProperties("eligo.poller")
record OutboxPollerSettings(
        @DefaultValue("PT0.2S") Duration interval,
        @DefaultValue("200") int merchantsAtMost,
        @DefaultValue("0.5") double shareAtMost) {
    OutboxPollerSettings {
        require(interval.compareTo(Duration.ofMillis(10)) >= 0, "interval", interval, "at least PT0.01S");
        require(merchantsAtMost >= 1, "merchants-at-most", merchantsAtMost, "at least 1");
        require(shareAtMost > 0, "share-at-most", shareAtMost, "more than 0");
    }

    private static void require(boolean holds, String name, Object value, String accepted) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.poller.%s is %s; accepted: %s", name, value, accepted));
        }
    }
}
