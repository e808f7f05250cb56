package io.eligo.catalog;

import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.catalog.*}.
 *
 * @param refreshInterval Delay between two polls for changes.
 * @param unhealthyAfter Age of the last successful poll from which the node reports itself as unhealthy; more than
 *     refresh-interval.
 */
@Validated
@ConfigurationProperties("eligo.catalog")
record CatalogSettings(
        @DefaultValue("PT0.2S") @DurationMin(millis = 10) Duration refreshInterval,

        @DefaultValue("PT10S") Duration unhealthyAfter) {
    CatalogSettings {
        if (unhealthyAfter.compareTo(refreshInterval) <= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "eligo.catalog.unhealthy-after is %s; accepted: more than eligo.catalog.refresh-interval, which is %s",
                    unhealthyAfter,
                    refreshInterval));
        }
    }
}
