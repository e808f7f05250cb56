package io.eligo.outbox;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.outbox.*}.
 *
 * @param leaseDuration Duration of a lease without renewal, after which the events of a dead node are leased again.
 * @param maxAttempts Number of attempts after which an event is parked.
 * @param initialBackoff Delay after the first failure; doubled after each further one, randomised by up to a half.
 * @param maxBackoff Maximum delay after a failure; at least initial-backoff.
 */
@Validated
@ConfigurationProperties("eligo.outbox")
public record OutboxSettings(
        @DefaultValue("PT30S") @DurationMin(seconds = 1) @DurationMax(hours = 1)
        Duration leaseDuration,

        @DefaultValue("5") @Min(1) int maxAttempts,
        @DefaultValue("PT1S") @DurationMin Duration initialBackoff,
        @DefaultValue("PT1M") Duration maxBackoff) {
    public OutboxSettings {
        if (maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.outbox.max-backoff is %s; accepted: at least eligo.outbox.initial-backoff, which is %s",
                    maxBackoff,
                    initialBackoff));
        }
    }
}
