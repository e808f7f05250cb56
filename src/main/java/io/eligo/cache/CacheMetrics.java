package io.eligo.cache;

import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.eligo.redis.Redis;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/** The gauges of the cache. */
@Configuration(proxyBeanMethods = false)
class CacheMetrics {
    /** What the maintenance of this node knows. */
    @Component
    @ConditionalOnRole({Role.API, Role.SCHEDULER})
    static class MaintenanceMetrics {
        MaintenanceMetrics(Redis redis, NamespaceTable namespaceTable, MeterFactory meters) {
            meters.gauge(
                    MetricDefinition.REDIS_AVAILABLE,
                    () -> redis.configured() ? redis.available() ? 1 : 0 : Double.NaN);
            meters.gauge(
                    MetricDefinition.CACHE_NAMESPACE_OPEN,
                    () -> redis.configured() ? namespaceTable.isLastKnownOpen() ? 1 : 0 : Double.NaN);
        }
    }

    /** What is the same for all nodes. */
    @Component
    @ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
    static class EvictionMetrics {
        EvictionMetrics(EvictionTable table, MeterFactory meters, GaugeSampler sampler) {
            Sample<Double> age = sampler.register("evictions", table::findOldestAge);
            meters.gauge(MetricDefinition.CACHE_EVICTION_AGE, () -> age.get(seconds -> seconds));
        }
    }
}
