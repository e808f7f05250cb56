package io.eligo.api.limits;

import io.eligo.security.ApiSecurityConfiguration;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.limits.*}: limits of one request. Everything in a document is counted with its fragments expanded.
 *
 * @param bodySize Size of a request's body, before it is parsed as JSON; 1B to 1GB.
 * @param tokens Tokens of a document, before it is parsed.
 * @param depth Depth of nested fields; introspection is not counted.
 * @param cost Fields that a document may resolve, multiplied by the arguments first or last; the directive cost in the schema
 *     marks fields that count for more, such as totalCount.
 * @param responseSize Size of a response's JSON, before compression; 1000B to 1GB.
 * @param timeout Maximum time from a request to its response.
 */
@Validated
@ConfigurationProperties("eligo.limits")
public record LimitSettings(
        @DefaultValue(ApiSecurityConfiguration.DEFAULT_BODY_SIZE)
        DataSize bodySize,

        @DefaultValue("2000") @Min(1) int tokens,
        @DefaultValue("10") @Min(1) int depth,
        @DefaultValue("5000") @Min(1) int cost,
        @DefaultValue("10MB") DataSize responseSize,

        @DefaultValue("PT10S") @DurationMin(inclusive = false) @DurationMax(hours = 1)
        Duration timeout) {
    private static final DataSize MAX_SIZE = DataSize.ofGigabytes(1);

    public LimitSettings {
        requireSize("body-size", bodySize, DataSize.ofBytes(1));
        requireSize("response-size", responseSize, DataSize.ofBytes(1_000));
    }

    private static void requireSize(String name, DataSize value, DataSize minimum) {
        if (value.compareTo(minimum) < 0 || value.compareTo(MAX_SIZE) > 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.limits.%s is %s; accepted: %s to 1GB", name, value, minimum));
        }
    }
}
