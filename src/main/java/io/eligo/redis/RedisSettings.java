package io.eligo.redis;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.redis.*}; {@code spring.data.redis.*} holds the address.
 *
 * @param timeout Maximum time a reader waits for an answer of Redis before it reads from PostgreSQL.
 */
@Validated
@ConfigurationProperties("eligo.redis")
record RedisSettings(
        @DefaultValue("PT0.05S") @DurationMin(inclusive = false) @DurationMax(seconds = 1)
        Duration timeout) {}
