package io.eligo.security;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What users have asked of all nodes, in Redis. Two commands for a handful of requests of one user, none for one who has been
 * refused and goes on. Without Redis nobody is refused here.
 */
class SharedRates {
    private static final int HANDFUL = 10;
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final RateSettings settings;
    private final Supplier<@Nullable AbstractRedisClient> redis;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable ProxyManager<byte[]> buckets;
    private volatile long awayUntil = System.nanoTime();

    /** @param redis answers null where there is none, or not yet */
    SharedRates(RateSettings settings, Supplier<@Nullable AbstractRedisClient> redis) {
        this.settings = settings;
        this.redis = redis;
    }

    /** What a node has drawn for one user and not used, or until when it need not ask again. */
    static final class Share {
        private final AtomicInteger drawn = new AtomicInteger();
        private volatile long emptyUntil = System.nanoTime();
    }

    boolean reachesRedis() {
        return buckets != null && awayUntil - System.nanoTime() <= 0;
    }

    long waitOf(String user, Share share) {
        if (share.drawn.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return 0;
        }
        long empty = share.emptyUntil - System.nanoTime();
        if (empty > 0) {
            return empty;
        }
        int drawn = draw(user);
        if (drawn == 0) {
            long wait = Duration.ofSeconds(1).toNanos() * HANDFUL / settings.perSecond();
            share.emptyUntil = System.nanoTime() + wait;
            return wait;
        }
        share.drawn.addAndGet(drawn - 1);
        return 0;
    }

    private int draw(String user) {
        ProxyManager<byte[]> known = buckets;
        if (known == null || !reachesRedis()) {
            connect();
            return HANDFUL;
        }
        try {
            return (int) known.getProxy(("eligo:rate:" + user).getBytes(UTF_8), this::limits)
                    .tryConsumeAsMuchAsPossible(HANDFUL);
        } catch (RuntimeException e) {
            // Redis is counted on for nothing that matters more than an answer; others say that it is away.
            awayUntil = System.nanoTime() + PAUSE;
            return HANDFUL;
        }
    }

    private BucketConfiguration limits() {
        return BucketConfiguration.builder()
                .addLimit(limit ->
                        limit.capacity(settings.burst()).refillGreedy(settings.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    // Beside the requests: a server that does not answer would hold them up.
    private void connect() {
        if (buckets == null && awayUntil - System.nanoTime() <= 0 && connecting.compareAndSet(false, true)) {
            CompletableFuture.supplyAsync(this::connected).whenComplete((manager, failure) -> {
                buckets = manager;
                awayUntil = System.nanoTime() + (failure == null ? 0 : PAUSE);
                connecting.set(false);
            });
        }
    }

    private @Nullable ProxyManager<byte[]> connected() {
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
