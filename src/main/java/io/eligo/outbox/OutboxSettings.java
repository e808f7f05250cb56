package io.eligo.outbox;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.outbox.*}.
 *
 * @param lease how long events of a node that has died stay leased
 * @param attempts after how many an event is parked
 * @param backoff how long it waits after its first failure; doubled after each further one, give or take a half
 * @param longestBackoff and at most so long
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
