package io.eligo.feed.querytime;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.limits.query-time.*}: reads that the query-time resolver answers. Each is a heavy statement over the source tables.
 *
 * @param concurrency Requests that this node answers from the source tables at once; at most half of them, rounded up, for one user. Less
 *     than spring.datasource.hikari.maximum-pool-size, whose other connections stay free for jobs and other requests.
 * @param maxWait Maximum wait of a request for its turn; after it the request is refused.
 */
@Validated
@ConfigurationProperties("eligo.limits.query-time")
record QueryTimeSettings(
        @DefaultValue("8") @Min(1) @Max(1_000) int concurrency,

        @DefaultValue("PT1S") @DurationMin @DurationMax(seconds = 10)
        Duration maxWait) {}
