package io.eligo.security.rates;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.limits.rate.*}: permitted request rate of one user over all nodes. Requests count for the caller, the token's
 * {@code sub}, and not for the user they are about: a service that reads other users' offers has one count, like any caller.
 *
 * @param perSecond Sustained requests per second of one caller, over all nodes.
 * @param burst Requests of one caller at once, after a pause; at least per-second.
 * @param timeout Maximum time to wait for Redis, which counts over all nodes; after it the node decides by its own counts.
 */
@Validated
@ConfigurationProperties("eligo.limits.rate")
public record RateLimitSettings(
        @DefaultValue("50") @Min(1) int perSecond,
        @DefaultValue("200") int burst,

        @DefaultValue("PT0.02S") @DurationMin(inclusive = false) @DurationMax(seconds = 1)
        Duration timeout) {
    public RateLimitSettings {
        if (burst < perSecond) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.limits.rate.burst is %d; accepted: at least eligo.limits.rate.per-second, which is %d",
                    burst,
                    perSecond));
        }
    }
}
