package io.eligo.security.rates;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * Limits each user's request rate. Requests of up to a tenth of the permitted rate are not counted beyond this node. Every
 * further request needs a permit of this node's bucket, and one of a bucket that all nodes share. This node's bucket suffices
 * while the shared one is unreachable.
 */
public final class RateLimiter {
    private static final int MAX_USERS = 100_000;
    private static final int LOW_RATE_DIVISOR = 10;

    private final RateLimitSettings settings;
    private final RedisRateLimiter redisRateLimiter;
    private final Cache<String, UserBuckets> bucketsByUser;

    public RateLimiter(RateLimitSettings settings, RedisRateLimiter redisRateLimiter) {
        this.settings = settings;
        this.redisRateLimiter = redisRateLimiter;
        this.bucketsByUser = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_USERS)
                // An unused bucket is full again after this time, so that a new one is equal to it.
                .expireAfterAccess(Duration.ofSeconds(1L + settings.burst() / settings.perSecond()))
                .build();
    }

    /** This node's counts of one user. */
    private record UserBuckets(Bucket lowRate, Bucket fullRate, RedisRateLimiter.SharedBucket shared) {}

    /** Counts a request. Returns 0 if the request may pass, otherwise the nanoseconds until the user's next permit. */
    public long consume(String user) {
        UserBuckets userBuckets = bucketsByUser.get(user, this::newBuckets);
        if (userBuckets.lowRate().tryConsume(1)) {
            return 0;
        }
        ConsumptionProbe probe = userBuckets.fullRate().tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? userBuckets.shared().consume() : probe.getNanosToWaitForRefill();
    }

    private UserBuckets newBuckets(String user) {
        return new UserBuckets(
                bucket(Math.max(1, settings.burst() / LOW_RATE_DIVISOR), Duration.ofSeconds(LOW_RATE_DIVISOR)),
                bucket(settings.burst(), Duration.ofSeconds(1)),
                redisRateLimiter.sharedBucket(user));
    }

    private Bucket bucket(int capacity, Duration refill) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(settings.perSecond(), refill))
                .build();
    }
}
