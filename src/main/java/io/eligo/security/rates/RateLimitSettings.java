package io.eligo.security.rates;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.limits.rate.*}: permitted request rate of one user over all nodes. Requests count for the caller, the token's
 * {@code sub}, and not for the user they are about: a service that reads other users' offers has one count, like any caller.
 *
 * @param perSecond sustained requests per second
 * @param burst requests at once, after a pause
 * @param timeout maximum time for Redis's count of all nodes; after it this node decides by its own counts
 */
@ConfigurationProperties("eligo.limits.rate")
public record RateLimitSettings(
        @DefaultValue("50") int perSecond,
        @DefaultValue("200") int burst,
        @DefaultValue("PT0.02S") Duration timeout) {
    public RateLimitSettings {
        if (perSecond < 1 || burst < perSecond) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.limits.rate.per-second is %d and burst %d, but must be at least 1, and the burst at least as much",
                    perSecond,
                    burst));
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "eligo.limits.rate.timeout is %s; accepted: more than PT0S, at most PT1S", timeout));
        }
    }
}
