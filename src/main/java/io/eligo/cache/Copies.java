package io.eligo.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.eligo.redis.Redis;
import io.eligo.redis.RedisTrouble;
import io.eligo.redis.Script;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies of one kind. A hit costs one command, a miss two more and the read of the table; where Redis is not to be had, the read
 * of the table.
 */
public final class Copies<T> {
    // What nobody can use is replaced; a value that came meanwhile is answered, and a lease of somebody else left
    // alone.
    private static final Script LEASE = Script.of("""
            local found = redis.call('GET', KEYS[1])
            if found and found ~= ARGV[3] then return found end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return false
            """);
    private static final Script STORE = Script.of("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            """);
    private static final byte[] NOTHING = {};

    private final Redis redis;
    private final CacheSettings settings;
    private final Cache.Counts counts;
    private final Supplier<Seen> lastSeen;
    private final Envelope<T> envelope;
    private final Function<UUID, T> source;
    private final SingleFlight<UUID, T> flights = new SingleFlight<>();
    private volatile @Nullable Namespace last;

    Copies(
            Redis redis,
            CacheSettings settings,
            Cache.Counts counts,
            Supplier<Seen> lastSeen,
            Envelope<T> envelope,
            Function<UUID, T> source) {
        this.redis = redis;
        this.settings = settings;
        this.counts = counts;
        this.lastSeen = lastSeen;
        this.envelope = envelope;
        this.source = source;
    }

    /** What the table says of the user, or a copy of that which is no older than the user's last eviction. */
    public T of(UUID user) {
        Seen now = lastSeen.get();
        Namespace namespace = namespace(now);
        Counter outcome = counts.error();
        byte[] useless = NOTHING;
        if (namespace != null) {
            try {
                byte[] found = redis.get(namespace.servers(), namespace.key(user));
                T value = found == null ? null : envelope.open(user, found);
                if (value != null && trusted(now)) {
                    counts.hit().increment();
                    return value;
                }
                if (found == null || Envelope.isLease(found)) {
                    outcome = counts.miss();
                } else if (value == null) {
                    useless = found;
                }
            } catch (RedisTrouble e) {
                // Counted as what it is.
            }
        }
        if (redis.configured()) {
            outcome.increment();
        }
        byte[] replaced = useless;
        return flights.fly(user, () -> read(user, replaced));
    }

    private T read(UUID user, byte[] useless) {
        Seen now = lastSeen.get();
        Namespace namespace = namespace(now);
        if (namespace == null) {
            return source.apply(user);
        }
        byte[] key = namespace.key(user);
        byte[] lease = Envelope.newLease();
        try {
            byte[] found = redis.run(namespace.servers(), LEASE, key, lease, millis(settings.lease()), useless);
            if (found != null) {
                T value = envelope.open(user, found);
                return value != null && trusted(now) ? value : source.apply(user);
            }
        } catch (RedisTrouble e) {
            return source.apply(user);
        }
        T value = source.apply(user);
        try {
            redis.run(namespace.servers(), STORE, key, lease, envelope.seal(user, value), lifetime());
        } catch (RedisTrouble e) {
            // Whether it is stored or not, nobody is misled.
        }
        return value;
    }

    /** Null where there is none to be used. */
    private @Nullable Namespace namespace(Seen seen) {
        String text = seen.namespace();
        if (text == null || !redis.configured() || !trusted(seen)) {
            return null;
        }
        Namespace known = last;
        if (known == null || !known.text().equals(text)) {
            known = Namespace.parse(text);
            last = known;
        }
        return known;
    }

    private boolean trusted(Seen seen) {
        return seen.evictedUpTo(settings.trust());
    }

    private byte[] lifetime() {
        // Else all that was stored in one rush would be missed in another.
        double share = 0.9 + ThreadLocalRandom.current().nextDouble() / 5;
        return millis(Duration.ofMillis((long) (settings.lifetime().toMillis() * share)));
    }

    private static byte[] millis(Duration duration) {
        return String.valueOf(duration.toMillis()).getBytes(US_ASCII);
    }
}
