package io.eligo.feed;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.eligo.rollout.ResolverSwitch;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Health component {@code offers}, part of the readiness: whether this node can answer offers. That needs a current catalogue,
 * unless the query-time resolver answers all users.
 */
@Component("offersHealthIndicator")
@ConditionalOnRole(Role.API)
class OffersHealth implements HealthIndicator {
    private final ResolverSwitch resolverSwitch;
    private final HealthIndicator catalog;

    OffersHealth(ResolverSwitch resolverSwitch, @Qualifier("catalogHealthIndicator") HealthIndicator catalog) {
        this.resolverSwitch = resolverSwitch;
        this.catalog = catalog;
    }

    @Override
    public @Nullable Health health() {
        return resolverSwitch.usesQueryTimeForAll()
                ? Health.up().withDetail("source", "legacy").build()
                : catalog.health();
    }
}
