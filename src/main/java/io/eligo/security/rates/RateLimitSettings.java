package io.eligo.security.rates;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.limits.rate.*}: how often one user may ask, over all nodes. The one who asks counts, the token's {@code sub}, and
 * not whom it is about: a service that asks for others has one count, as anybody.
 *
 * @param perSecond requests, for as long as they like
 * @param burst requests at once, of somebody who has not asked for a while
 * @param timeout how long Redis may take to say what was asked elsewhere; then this node judges by what it has seen itself
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
