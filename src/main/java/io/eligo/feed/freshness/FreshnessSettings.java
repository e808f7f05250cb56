package io.eligo.feed.freshness;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.freshness.*}.
 *
 * @param maxWait Maximum time a read waits for the change of its freshness token.
 */
@Validated
@ConfigurationProperties("eligo.freshness")
record FreshnessSettings(
        @DefaultValue("PT2S") @DurationMin @DurationMax(minutes = 1)
        Duration maxWait) {}
