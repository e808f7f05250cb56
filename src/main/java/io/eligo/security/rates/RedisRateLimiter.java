package io.eligo.security.rates;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rate limits over all nodes, in Redis. After ten permits of a user, or a second, a node reports them by two commands, and reads
 * what other nodes have permitted. A rejected request sends no command. What nodes have permitted beyond the limit in the meantime
 * is taken from the user's next permits. Without Redis this class rejects no request.
 */
public class RedisRateLimiter {
    private static final Logger log = LoggerFactory.getLogger(RedisRateLimiter.class);

    // What a node permits one user before it reports to Redis.
    private static final DelayParameters UNREPORTED = new DelayParameters(10, Duration.ofSeconds(1));

    private static final long RETRY_DELAY_NANOS = Duration.ofSeconds(1).toNanos();

    private final RateLimitSettings settings;
    private final Supplier<@Nullable AbstractRedisClient> redis;
    private final Executor executor;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable ProxyManager<byte[]> buckets;
    private volatile long unavailableUntil = System.nanoTime();

    /**
     * @param redis returns null if there is no client, or not yet
     * @param executor connects to Redis in the background
     */
    public RedisRateLimiter(
            RateLimitSettings settings, Supplier<@Nullable AbstractRedisClient> redis, Executor executor) {
        this.settings = settings;
        this.redis = redis;
        this.executor = executor;
    }

    boolean isAvailable() {
        return buckets != null && unavailableUntil - System.nanoTime() <= 0;
    }

    SharedBucket sharedBucket(String user) {
        return new SharedBucket(user);
    }

    /** One user's bucket in Redis, as this node last read it, less what it has permitted since. */
    final class SharedBucket {
        private final String user;
        private @Nullable Bucket bucket;

        private SharedBucket(String user) {
            this.user = user;
        }

        /** Returns 0 if the request may pass, otherwise the nanoseconds until the next permit. */
        long consume() {
            Bucket open = isAvailable() ? bucket() : null;
            if (open == null) {
                connectInBackground();
                return 0;
            }
            try {
                ConsumptionProbe probe = open.tryConsumeAndReturnRemaining(1);
                return probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill();
            } catch (RuntimeException e) {
                // Answers matter more than the limit, so an outage of Redis rejects no request.
                log.debug("Rate limit not read from Redis, this node counts alone", e);
                unavailableUntil = System.nanoTime() + RETRY_DELAY_NANOS;
                return 0;
            }
        }

        private synchronized @Nullable Bucket bucket() {
            ProxyManager<byte[]> connected = buckets;
            if (bucket == null && connected != null) {
                bucket = connected
                        .builder()
                        .withOptimization(Optimizations.delaying(UNREPORTED))
                        .build(("eligo:rate:" + user).getBytes(UTF_8), RedisRateLimiter.this::bucketConfiguration);
            }
            return bucket;
        }
    }

    private BucketConfiguration bucketConfiguration() {
        return BucketConfiguration.builder()
                .addLimit(limit ->
                        limit.capacity(settings.burst()).refillGreedy(settings.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    // Not in a request's thread: a server that does not answer would block it.
    private void connectInBackground() {
        if (buckets == null && unavailableUntil - System.nanoTime() <= 0 && connecting.compareAndSet(false, true)) {
            CompletableFuture.supplyAsync(this::createBuckets, executor).whenComplete((manager, failure) -> {
                buckets = manager;
                unavailableUntil = System.nanoTime() + (failure == null ? 0 : RETRY_DELAY_NANOS);
                connecting.set(false);
            });
        }
    }

    private @Nullable ProxyManager<byte[]> createBuckets() {
        AbstractRedisClient client = redis.get();
        var builder = client instanceof RedisClient single
                ? Bucket4jLettuce.casBasedBuilder(single)
                : client instanceof RedisClusterClient cluster ? Bucket4jLettuce.casBasedBuilder(cluster) : null;
        return builder == null
                ? null
                : builder.requestTimeout(settings.timeout())
                        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                                Duration.ofSeconds(10)))
                        .build();
    }
}
