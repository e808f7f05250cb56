package io.eligo.feed.freshness;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.freshness.*}.
 *
 * @param longestWait how long a read waits for the change of its token
 */
@ConfigurationProperties("eligo.freshness")
record FreshnessSettings(@DefaultValue("PT2S") Duration longestWait) {
    FreshnessSettings {
        if (longestWait.isNegative() || longestWait.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "eligo.freshness.longest-wait is %s; accepted: PT0S to PT1M", longestWait));
        }
    }
}
