package io.eligo.security.requests;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.limits.http.*}: limits on clients that send slowly.
 *
 * @param bodyTimeout Maximum time from a request's headers to the last byte of its body.
 * @param pendingBodies Maximum number of requests whose body has not arrived yet; half of them for anonymous callers.
 * @param pendingBodiesPerUser Maximum number of requests of one user whose body has not arrived yet.
 */
@Validated
@ConfigurationProperties("eligo.limits.http")
public record SlowRequestSettings(
        @DefaultValue("PT10S") @DurationMin(inclusive = false) @DurationMax(hours = 1)
        Duration bodyTimeout,

        @DefaultValue("1000") @Min(2) int pendingBodies,
        @DefaultValue("50") @Min(1) int pendingBodiesPerUser) {}
