package io.eligo.jobs.schedule;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.outbox.poller.*}.
 *
 * @param interval Delay between two polls of the outbox.
 * @param maxMerchants Number of merchants with pending events above which a full rebuild starts.
 * @param maxUserShare Share of all users with pending events above which a full rebuild starts: it needs no list of users and is
 *     faster from here on. Up to 100000 users with pending events the share does not count.
 */
@Validated
@ConfigurationProperties("eligo.outbox.poller")
record OutboxPollerSettings(
        @DefaultValue("PT0.2S") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("200") @Min(1) int maxMerchants,
        @DefaultValue("0.5") @Positive double maxUserShare) {}
