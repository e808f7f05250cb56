package io.eligo.jobs.schedule;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.poller.*}.
 *
 * @param interval the time between two polls of an empty outbox
 * @param merchantsAtMost with more waiting merchants, a full rebuild runs instead
 * @param shareAtMost with events of more than this share of all users, a full rebuild runs instead: it needs no list
 *     of users and is faster from here on
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

    private static void require(boolean valid, String name, Object value, String accepted) {
        if (!valid) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.poller.%s is %s; accepted: %s", name, value, accepted));
        }
    }
}
