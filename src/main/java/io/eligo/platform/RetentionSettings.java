package io.eligo.platform;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.retention.*}: retention periods.
 *
 * @param completedRuns Retention period of the records of completed runs; the newest run of each job is always kept.
 * @param failedRuns Retention period of the records of runs that did not complete.
 * @param launches Retention period of launch requests.
 * @param parkedEvents Retention period of parked events that were not retried or discarded.
 * @param shadowCases Retention period of the cases of wrong answers that the shadow comparison has found.
 * @param audit Retention period of the audit of operator actions.
 */
@Validated
@ConfigurationProperties("eligo.retention")
public record RetentionSettings(
        @DefaultValue("P14D") @DurationMin(hours = 1) Duration completedRuns,
        @DefaultValue("P60D") @DurationMin(hours = 1) Duration failedRuns,
        @DefaultValue("P14D") @DurationMin(hours = 1) Duration launches,
        @DefaultValue("P90D") @DurationMin(hours = 1) Duration parkedEvents,
        @DefaultValue("P30D") @DurationMin(hours = 1) Duration shadowCases,
        @DefaultValue("P400D") @DurationMin(hours = 1) Duration audit) {}
