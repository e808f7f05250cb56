package io.eligo.cache;

import io.eligo.redis.Redis;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The door for readers: copies of what a table says of users. Works without Redis too, and then every read is one of the table. */
@Component
@EnableConfigurationProperties(CacheSettings.class)
public class LeasedCacheFactory {
    private final Redis redis;
    private final CacheSettings settings;
    private final CacheCounters cacheCounters;

    LeasedCacheFactory(Redis redis, CacheSettings settings, MeterRegistry meters) {
        this.redis = redis;
        this.settings = settings;
        this.cacheCounters =
                new CacheCounters(counter(meters, "hit"), counter(meters, "miss"), counter(meters, "error"));
    }

    /**
     * @param lastSeen what this node has last seen of the namespace
     * @param source reads the table, in a transaction of its own or none; called in the thread of some reader
     */
    public <T> LeasedCache<T> create(
            Supplier<NamespaceView> lastSeen, CacheCodec<T> cacheCodec, Function<UUID, T> source) {
        return new LeasedCache<>(redis, settings, cacheCounters, lastSeen, new Envelope<>(cacheCodec), source);
    }

    /** Miss: Redis had nothing. Error: it was not to be had, or not to be believed. Nothing is counted where none is configured. */
    record CacheCounters(Counter hit, Counter miss, Counter error) {}

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("offers.cache.requests")
                .description("Reads of users' copies in Redis; error: it was not to be had, or not to be believed")
                .tag("result", result)
                .register(meters);
    }
}
