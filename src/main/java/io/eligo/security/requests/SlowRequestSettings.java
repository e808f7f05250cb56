package io.eligo.security.requests;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.limits.http.*}: limits on clients that send slowly.
 *
 * @param bodyTime maximum time from a request's headers to the last byte of its body
 * @param bodies maximum number of requests whose body is awaited at once; half of them for anonymous callers
 * @param bodiesPerUser the same for one user
 */
@ConfigurationProperties("eligo.limits.http")
public record SlowRequestSettings(
        @DefaultValue("PT10S") Duration bodyTime,
        @DefaultValue("1000") int bodies,
        @DefaultValue("50") int bodiesPerUser) {
    public SlowRequestSettings {
        if (bodyTime.isNegative() || bodyTime.isZero() || bodyTime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.limits.http.body-time is %s; accepted: more than PT0S, at most PT1H",
                    bodyTime));
        }
        if (bodies < 2 || bodiesPerUser < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.limits.http.bodies is %d and bodies-per-user %d, but must be at least 2 and 1",
                    bodies,
                    bodiesPerUser));
        }
    }
}
