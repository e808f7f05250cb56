package io.eligo.cache;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.redis.Redis;
import io.eligo.tracing.Spans;
import io.micrometer.core.instrument.Counter;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Public API for readers: creates caches of what a table holds for users. Works without Redis too; every read then
 * reads the table.
 */
@Component
@EnableConfigurationProperties(CacheSettings.class)
public class LeasedCacheFactory {
    private final Redis redis;
    private final CacheSettings settings;
    private final CacheCounters cacheCounters;
    private final Spans spans;

    LeasedCacheFactory(Redis redis, CacheSettings settings, MeterFactory meters, Spans spans) {
        this.redis = redis;
        this.settings = settings;
        this.spans = spans;
        this.cacheCounters = new CacheCounters(
                meters.counter(MetricDefinition.CACHE_REQUESTS, "hit"),
                meters.counter(MetricDefinition.CACHE_REQUESTS, "miss"),
                meters.counter(MetricDefinition.CACHE_REQUESTS, "error"));
    }

    /**
     * @param currentView this node's latest view of the namespace
     * @param loader reads the table, in a transaction of its own or none; called in the thread of one of the readers
     */
    public <T> LeasedCache<T> create(
            Supplier<NamespaceView> currentView, CacheCodec<T> cacheCodec, Function<UUID, T> loader) {
        return new LeasedCache<>(
                redis, settings, cacheCounters, currentView, new Envelope<>(cacheCodec), loader, spans);
    }

    /**
     * Miss: Redis has no value. Error: Redis is unavailable or its answer is not trusted. Without a configured Redis nothing
     * is counted.
     */
    record CacheCounters(Counter hit, Counter miss, Counter error) {}
}
