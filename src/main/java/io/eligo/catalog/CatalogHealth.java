package io.eligo.catalog;

import io.eligo.catalog.source.UnreadableRows;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component {@code catalog}: whether the catalogue of this server is current, and the rows that it leaves out. */
@Component("catalogHealthIndicator")
@ConditionalOnRole(Role.API)
class CatalogHealth implements HealthIndicator {
    private final Catalog catalog;
    private final UnreadableRows unreadable;
    private final CatalogSettings settings;

    CatalogHealth(Catalog catalog, UnreadableRows unreadable, CatalogSettings settings) {
        this.catalog = catalog;
        this.unreadable = unreadable;
        this.settings = settings;
    }

    @Override
    public Health health() {
        CatalogView view = catalog.currentIfLoaded();
        if (view == null) {
            return Health.down().withDetail("reason", "not loaded yet").build();
        }
        boolean current = view.age().compareTo(settings.unhealthyAfter()) <= 0;
        Health.Builder health = (current ? Health.up() : Health.down())
                .withDetail("asOf", view.asOf().toString());
        Map<String, Long> leftOut = unreadable.countByTable();
        return (leftOut.isEmpty() ? health : health.withDetail("unreadableRows", leftOut)).build();
    }
}
