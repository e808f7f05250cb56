package io.eligo.redis;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code eligo.redis.*}; {@code spring.data.redis.*} holds the address.
 *
 * @param timeout maximum time a reader waits for an answer
 */
@ConfigurationProperties("eligo.redis")
record RedisSettings(@DefaultValue("PT0.05S") Duration timeout) {
    RedisSettings {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "eligo.redis.timeout is %s; accepted: more than PT0S, at most PT1S", timeout));
        }
    }
}
