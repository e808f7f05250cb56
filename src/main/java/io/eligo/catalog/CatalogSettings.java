package io.eligo.catalog;

import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.catalog.*}.
 *
 * @param refresh the delay between two polls for changes; at least 10 ms
 * @param stale the age of the last poll from which the server reports itself as unhealthy; more than {@code refresh}
 */
@ConfigurationProperties("eligo.catalog")
record CatalogSettings(Duration refresh, Duration stale) {
    CatalogSettings {
        if (refresh.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.catalog.refresh is %s; accepted: at least PT0.01S", refresh));
        }
        if (stale.compareTo(refresh) <= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "eligo.catalog.stale is %s; accepted: more than eligo.catalog.refresh", stale));
        }
    }
}
