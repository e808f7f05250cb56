package io.eligo.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.eligo.redis.Redis;
import io.eligo.redis.RedisUnavailable;
import io.eligo.redis.Script;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceParent;
import io.eligo.tracing.TraceSpan;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lease-protected cache of one kind of value. A hit costs one command, a miss two more and the read of the table; while Redis
 * is unavailable, every read costs the read of the table.
 */
public final class LeasedCache<T> {
    private static final Logger log = LoggerFactory.getLogger(LeasedCache.class);

    // An unusable value or a mark (ARGV[3]) is replaced (proof R6, R7). A value that was stored in the meantime is
    // returned, and another reader's lease is kept.
    private static final Script ACQUIRE_LEASE = Script.of("""
            local found = redis.call('GET', KEYS[1])
            if found and found ~= ARGV[3] then return found end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return false
            """);
    // Proof R1, R4: only over the reader's own lease, which a DEL would have deleted.
    private static final Script STORE_IF_LEASED = Script.of("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            """);
    private static final byte[] NOTHING = {};

    private final Redis redis;
    private final CacheSettings settings;
    private final LeasedCacheFactory.CacheCounters cacheCounters;
    private final Supplier<NamespaceView> currentView;
    private final Envelope<T> envelope;
    private final Function<UUID, T> loader;
    private final Spans spans;
    private final SingleFlight<UUID, T> singleFlight = new SingleFlight<>();
    private volatile @Nullable Namespace parsedNamespace;

    LeasedCache(
            Redis redis,
            CacheSettings settings,
            LeasedCacheFactory.CacheCounters cacheCounters,
            Supplier<NamespaceView> currentView,
            Envelope<T> envelope,
            Function<UUID, T> loader,
            Spans spans) {
        this.redis = redis;
        this.settings = settings;
        this.cacheCounters = cacheCounters;
        this.currentView = currentView;
        this.envelope = envelope;
        this.loader = loader;
        this.spans = spans;
    }

    /** The user's value from the table, or a cached value that is no older than the user's last eviction. */
    public T get(UUID user) {
        NamespaceView now = currentView.get();
        Namespace namespace = usableNamespace(now);
        if (namespace == null) {
            return load(user, cacheCounters.error(), NOTHING);
        }
        byte[] found;
        try {
            found = read(namespace, user);
        } catch (RedisUnavailable e) {
            log.debug("Cache read failed, reading from PostgreSQL", e);
            return load(user, cacheCounters.error(), NOTHING);
        }
        // Proof R6.
        T value = found == null ? null : envelope.decode(user, found);
        if (value != null) {
            // Proof W3, N2: after the answer, which may have taken long.
            if (!isTrusted(now)) {
                return load(user, cacheCounters.error(), NOTHING);
            }
            cacheCounters.hit().increment();
            return value;
        }
        if (found == null || Envelope.isLease(found)) {
            return load(user, cacheCounters.miss(), NOTHING);
        }
        TraceParent eviction = Envelope.evictionOf(found);
        return eviction == null ? load(user, cacheCounters.error(), found) : loadAfterEviction(user, found, eviction);
    }

    private byte @Nullable [] read(Namespace namespace, UUID user) throws RedisUnavailable {
        try (TraceSpan span = spans.start(SpanName.CACHE_READ)) {
            byte[] found = redis.get(namespace.serverId(), namespace.key(user));
            span.attribute("eligo.cache.bytes", found == null ? 0 : found.length);
            return found;
        }
    }

    /** Continues the trace of an eviction, whose mark the fill replaces. */
    private T loadAfterEviction(UUID user, byte[] mark, TraceParent eviction) {
        try (TraceSpan span = spans.continueTrace(eviction, SpanName.READ_AFTER_EVICTION)) {
            return load(user, cacheCounters.miss(), mark);
        }
    }

    /**
     * Reads from the table.
     *
     * @param outcome of the read of the cache
     * @param unusable the bytes that a fill replaces; empty if the key has none
     */
    private T load(UUID user, Counter outcome, byte[] unusable) {
        if (redis.configured()) {
            outcome.increment();
        }
        try (TraceSpan span = spans.start(SpanName.CACHE_LOAD)) {
            // Proof R5.
            return singleFlight.execute(user, () -> loadUnderLease(user, unusable));
        }
    }

    private T loadUnderLease(UUID user, byte[] unusable) {
        NamespaceView now = currentView.get();
        Namespace namespace = usableNamespace(now);
        if (namespace == null) {
            return loader.apply(user);
        }
        byte[] key = namespace.key(user);
        // Proof R1, R4: no other reader and no earlier read has this lease.
        byte[] lease = Envelope.newLease();
        try {
            byte[] found = redis.runScript(
                    namespace.serverId(), ACQUIRE_LEASE, key, lease, millis(settings.leaseDuration()), unusable);
            if (found != null) {
                T value = envelope.decode(user, found);
                return value != null && isTrusted(now) ? value : loader.apply(user);
            }
        } catch (RedisUnavailable e) {
            log.debug("Cache lease not acquired, reading from PostgreSQL", e);
            return loader.apply(user);
        }
        // Proof R3: after the lease is stored.
        T value = loader.apply(user);
        try {
            redis.runScript(
                    namespace.serverId(),
                    STORE_IF_LEASED,
                    key,
                    lease,
                    envelope.encode(user, value),
                    jitteredLifetime());
        } catch (RedisUnavailable e) {
            // Whether the value is stored or not, no reader gets a wrong one.
            log.debug("Cache fill not acknowledged", e);
        }
        return value;
    }

    /** Null if no namespace can be used. */
    private @Nullable Namespace usableNamespace(NamespaceView namespaceView) {
        String text = namespaceView.namespace();
        if (text == null || !redis.configured() || !isTrusted(namespaceView)) {
            return null;
        }
        Namespace known = parsedNamespace;
        if (known == null || !known.text().equals(text)) {
            known = Namespace.parse(text);
            parsedNamespace = known;
        }
        return known;
    }

    // Proof W3, N2: covers the age of the view itself.
    private boolean isTrusted(NamespaceView namespaceView) {
        return namespaceView.hasNoEvictionOlderThan(settings.maxStaleness());
    }

    private byte[] jitteredLifetime() {
        // Without jitter, values that were stored in one burst would be missed in another.
        double share = 0.9 + ThreadLocalRandom.current().nextDouble() / 5;
        return millis(Duration.ofMillis((long) (settings.timeToLive().toMillis() * share)));
    }

    private static byte[] millis(Duration duration) {
        return String.valueOf(duration.toMillis()).getBytes(US_ASCII);
    }
}
