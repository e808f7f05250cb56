package io.eligo.outbox;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.outbox.*}.
 *
 * @param lease the duration of a lease without renewal, after which events of a dead node are leased again; at least
 *     one second
 * @param attempts the number of attempts after which an event is parked; at least 1
 * @param backoff the delay after the first failure; doubled after each further one, randomised by up to a half
 * @param longestBackoff the maximum delay; at least {@code backoff}
 */
@ConfigurationProperties("eligo.outbox")
public record OutboxSettings(
        @DefaultValue("PT30S") Duration lease,
        @DefaultValue("5") int attempts,
        @DefaultValue("PT1S") Duration backoff,
        @DefaultValue("PT1M") Duration longestBackoff) {
    public OutboxSettings {
        require(lease.compareTo(Duration.ofSeconds(1)) >= 0, "lease", lease, "at least PT1S");
        require(attempts >= 1, "attempts", attempts, "at least 1");
        require(!backoff.isNegative(), "backoff", backoff, "not negative");
        require(
                longestBackoff.compareTo(backoff) >= 0,
                "longest-backoff",
                longestBackoff,
                "at least eligo.outbox.backoff");
    }

    private static void require(boolean holds, String name, Object value, String accepted) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.outbox.%s is %s; accepted: %s", name, value, accepted));
        }
    }
}
