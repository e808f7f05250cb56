package io.eligo.security.rates;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rate limits over all nodes, in Redis. Costs two commands for a batch of requests of one user, and none for a user who
 * continues after a rejection. Without Redis this class rejects no request.
 */
public class RedisRateLimiter {
    private static final Logger log = LoggerFactory.getLogger(RedisRateLimiter.class);

    private static final int BATCH_SIZE = 10;
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

    /** Permits that a node has drawn for one user and not used, or the time until which it does not query Redis again. */
    static final class ReservedPermits {
        private final AtomicInteger remaining = new AtomicInteger();
        private volatile long exhaustedUntil = System.nanoTime();
    }

    boolean isAvailable() {
        return buckets != null && unavailableUntil - System.nanoTime() <= 0;
    }

    long consume(String user, ReservedPermits reservedPermits) {
        if (reservedPermits.remaining.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return 0;
        }
        long empty = reservedPermits.exhaustedUntil - System.nanoTime();
        if (empty > 0) {
            return empty;
        }
        int drawn = reserve(user);
        if (drawn == 0) {
            long wait = Duration.ofSeconds(1).toNanos() * BATCH_SIZE / settings.perSecond();
            reservedPermits.exhaustedUntil = System.nanoTime() + wait;
            return wait;
        }
        reservedPermits.remaining.addAndGet(drawn - 1);
        return 0;
    }

    private int reserve(String user) {
        ProxyManager<byte[]> known = buckets;
        if (known == null || !isAvailable()) {
            connectInBackground();
            return BATCH_SIZE;
        }
        try {
            return (int) known.getProxy(("eligo:rate:" + user).getBytes(UTF_8), this::bucketConfiguration)
                    .tryConsumeAsMuchAsPossible(BATCH_SIZE);
        } catch (RuntimeException e) {
            // Answers matter more than the limit, so an outage of Redis rejects no request.
            log.debug("Rate limit not read from Redis, this node counts alone", e);
            unavailableUntil = System.nanoTime() + RETRY_DELAY_NANOS;
            return BATCH_SIZE;
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
