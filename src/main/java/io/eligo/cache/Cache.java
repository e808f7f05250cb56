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
public class Cache {
    private final Redis redis;
    private final CacheSettings settings;
    private final Counts counts;

    Cache(Redis redis, CacheSettings settings, MeterRegistry meters) {
        this.redis = redis;
        this.settings = settings;
        this.counts = new Counts(counter(meters, "hit"), counter(meters, "miss"), counter(meters, "error"));
    }

    /**
     * @param lastSeen what this node has last seen of the namespace
     * @param source reads the table, in a transaction of its own or none; called in the thread of some reader
     */
    public <T> Copies<T> of(Supplier<Seen> lastSeen, Format<T> format, Function<UUID, T> source) {
        return new Copies<>(redis, settings, counts, lastSeen, new Envelope<>(format), source);
    }

    /** Miss: Redis had nothing. Error: it was not to be had, or not to be believed. Nothing is counted where none is configured. */
    record Counts(Counter hit, Counter miss, Counter error) {}

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("offers.cache.requests")
                .description("Reads of users' copies in Redis; error: it was not to be had, or not to be believed")
                .tag("result", result)
                .register(meters);
    }
}
